# nix-build contrib/nix
{ pkgs ? import <nixpkgs> { } }:

pkgs.rustPlatform.buildRustPackage {
  pname = "postil";
  version = "0.1.0";
  src = pkgs.lib.cleanSource ../..;
  cargoLock.lockFile = ../../Cargo.lock;
  nativeBuildInputs = [ pkgs.installShellFiles ];
  # The tests need a pty and write to the home folder; `cargo test` runs them in a checkout.
  doCheck = false;

  postInstall = ''
    mkdir -p man
    $out/bin/postil man > man/postil.1
    for command in $($out/bin/postil man --list); do
      $out/bin/postil man "$command" > "man/postil-$command.1"
    done
    installManPage man/*.1
    installShellCompletion --cmd postil \
      --bash <($out/bin/postil completions bash) \
      --fish <($out/bin/postil completions fish) \
      --zsh <($out/bin/postil completions zsh)
    install -Dm644 contrib/postil.desktop -t $out/share/applications
  '';

  meta = {
    description = "A terminal reader for people who take articles apart";
    license = with pkgs.lib.licenses; [ mit asl20 cc-by-40 ];
    mainProgram = "postil";
  };
}
