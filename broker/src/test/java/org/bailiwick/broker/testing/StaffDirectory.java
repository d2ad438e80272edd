package org.bailiwick.broker.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** OpenLDAP's slapd with people, service accounts, and the account that sets their passwords. */
public final class StaffDirectory {
  public static final String BROKER = "cn=broker,dc=staff,dc=example";
  public static final String PASSWORD = "canary-55e0a1-directory";
  public static final String FINDER = "cn=finder,ou=services,dc=staff,dc=example";

  private static final Path SCRIPT = Path.of("..", "launcher", "test", "slapd.sh");

  private final Path folder;

  private StaffDirectory(Path folder) {
    this.folder = folder;
  }

  public static StaffDirectory start() throws Exception {
    StaffDirectory directory = new StaffDirectory(Files.createTempDirectory("broker-slapd"));
    Path password = directory.folder.resolve("password");
    Files.writeString(password, PASSWORD);
    directory.script("start", password.toString());
    return directory;
  }

  private String script(String verb, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", SCRIPT.toString(), verb, folder.toString()));
    command.addAll(List.of(more));
    return run(command).output();
  }

  private record Ran(int exit, String output) {}

  private static Ran run(List<String> command) throws Exception {
    Path log = Files.createTempFile("directory", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int exit = process.waitFor();
    String output = Files.readString(log);
    Files.delete(log);
    return new Ran(exit, output);
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name), StandardCharsets.UTF_8).strip();
  }

  /** Its URL without TLS. */
  public URI url() throws IOException {
    return URI.create(text("url"));
  }

  /** Its URL with TLS. */
  public URI ldaps() throws IOException {
    return URI.create(text("ldaps"));
  }

  /** The CA of its certificate. */
  public Path ca() {
    return folder.resolve("ca.pem");
  }

  /** The certificate of another CA of the same name. */
  public Path otherCa() {
    return folder.resolve("other.pem");
  }

  /** What it stores of the password of this service account. */
  public String hash(String account) throws Exception {
    return script("hash", account);
  }

  public void kill() throws Exception {
    script("kill");
  }

  public void startAgain() throws Exception {
    script("again");
  }

  public void pause() throws Exception {
    script("pause");
  }

  public void resume() throws Exception {
    script("resume");
  }

  /** Whether ldapwhoami logs in with this password. */
  public boolean accepts(String account, String password) throws Exception {
    return run(List.of("ldapwhoami", "-x", "-H", text("url"), "-D", account, "-w", password)).exit()
        == 0;
  }

  /** What ldapsearch finds as the finder's administrator would not: by slapcat, everything. */
  public String entry(String filter) throws Exception {
    return run(List.of(
            Files.exists(Path.of("/usr/sbin/slapcat")) ? "/usr/sbin/slapcat" : "slapcat",
            "-f",
            folder.resolve("slapd.conf").toString(),
            "-b",
            "dc=staff,dc=example",
            "-o",
            "ldif-wrap=no",
            "-a",
            filter))
        .output();
  }

  /** What it has logged. */
  public String log() throws IOException {
    return text("log");
  }

  public void stop() throws Exception {
    script("stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
