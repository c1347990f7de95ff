{ inputs, config, lib, ... }:
{
  imports = [ inputs.impermanence.homeManagerModules.impermanence ];
  home.stateVersion = "25.05";
  home.persistence."/home/.keep/${config.home.username}" = {
    allowOther = true;
    directories = [
      "Documents"
      ".ssh"
    ]
    ++ lib.optional config.programs.firefox.enable ".mozilla";
    files = [ ".zsh_history" ];
  };
  programs.firefox.enable = true;
  programs.zsh.enable = true;
}
