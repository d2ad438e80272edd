package org.bailiwick.system.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** OpenLDAP's slapd, with people and two service accounts. */
final class OutsideDirectory {
  private static final String FINDER = "cn=finder,ou=services,dc=staff,dc=example";
  private static final Path SCRIPT =
      Path.of(System.getProperty("bailiwick.root")).resolve("launcher/test/slapd.sh");

  private final Path folder;

  OutsideDirectory() throws IOException {
    folder = Files.createTempDirectory("directory");
  }

  /** Starts it, with this password for the account that sets those of the others. */
  void start(String password) throws IOException {
    Path file = folder.resolve("password");
    Files.writeString(file, password);
    script("start", file.toString());
  }

  private String script(String verb, String... more) {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), verb, folder.toString()));
    command.addAll(List.of(more));
    Tool ran = Tool.run(Duration.ofMinutes(1), command.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.output()).isZero();
    return ran.output();
  }

  /** The asset file, with the name of the secret that is the password. */
  String asset(String secret) {
    return """
    {"asset": "staff", "kind": "directory", "owner": "People", "risk": "high",
     "url": "%s", "tls": {"mode": "verify-full", "ca_file": "%s"}, "limits": {"rows": 10},
     "credential": {"method": "ldap-password-check-out", "user": "cn=broker,dc=staff,dc=example",
      "secret": "%s", "accounts": {"finder": "%s",
       "clerk": "cn=clerk,ou=services,dc=staff,dc=example"}},
     "operations": [
      {"capability": "invoice.parse@1?by=directory", "account": "finder",
       "search": {"base": "ou=people,dc=staff,dc=example",
        "filter": "(&(objectClass=person)(uid=:uid))", "attributes": ["mail", "telephoneNumber"]},
       "parameters": [{"name": "uid", "pointer": "/uid", "type": "text", "max": 64}]},
      {"capability": "ledger.post@1?by=directory", "account": "clerk",
       "modify": {"entry": "uid=:uid,ou=people,dc=staff,dc=example",
        "replace": {"telephoneNumber": [":phone"]}},
       "parameters": [{"name": "uid", "pointer": "/uid", "type": "text", "max": 64},
                      {"name": "phone", "pointer": "/phone", "type": "text", "max": 64}]},
      {"capability": "fx.rates@1?by=directory", "account": "finder",
       "search": {"base": "dc=slow,dc=example", "scope": "base", "filter": "(objectClass=*)",
        "attributes": ["o"]}, "parameters": []}]}
    """
        .formatted(
            Nodes.read(folder.resolve("ldaps")).strip(), folder.resolve("ca.pem"), secret, FINDER);
  }

  /** What it stores of the password of this service account. */
  String hash(String account) {
    return script("hash", account).strip();
  }

  /** Whether ldapwhoami logs in as the finder with this password. */
  boolean accepts(String password) {
    String url = Nodes.read(folder.resolve("url")).strip();
    return Tool.run("ldapwhoami", "-x", "-H", url, "-D", FINDER, "-w", password).exit() == 0;
  }

  /** What it was asked, and by whom. */
  String log() {
    return Nodes.read(folder.resolve("log"));
  }

  void stop() throws IOException {
    script("stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
