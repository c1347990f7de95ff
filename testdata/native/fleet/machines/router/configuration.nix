{ networking.hostName = "edge"; }
