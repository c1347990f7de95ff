{ ... }:
{
  word = "word";
}
