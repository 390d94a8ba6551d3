# The archive is made by: git archive --prefix=postil-0.1.0/ -o contrib/homebrew/postil-0.1.0.tar.gz HEAD
class Postil < Formula
  desc "Terminal reader for people who take articles apart"
  url "file://#{File.expand_path("postil-0.1.0.tar.gz", __dir__)}"
  license all_of: [{ any_of: ["MIT", "Apache-2.0"] }, "CC-BY-4.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    (man1/"postil.1").write Utils.safe_popen_read(bin/"postil", "man")
    Utils.safe_popen_read(bin/"postil", "man", "--list").split.each do |command|
      (man1/"postil-#{command}.1").write Utils.safe_popen_read(bin/"postil", "man", command)
    end
    generate_completions_from_executable(bin/"postil", "completions")
    doc.install "NOTICE"
  end

  test do
    (testpath/"a.txt").write "The bridge will open in May, Ana Ruiz said.\n"
    assert_match "Ana Ruiz", shell_output("#{bin}/postil extract --format text a.txt")
  end
end
