{ super, root, ... }: { y = super._two or super.two + root.one.x; }
