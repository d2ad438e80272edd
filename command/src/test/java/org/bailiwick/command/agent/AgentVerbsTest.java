package org.bailiwick.command.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Options that the agent's commands accept and refuse before any call. */
class AgentVerbsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line =
        new CommandLine(new AgentCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (failure, command, result) -> {
                  command.getErr().println(failure.getMessage());
                  return 1;
                });
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static List<String> order() {
    return List.of(
        "--authority=https://127.0.0.1:1",
        "--plain=http://127.0.0.1:1",
        "--root-fingerprint=00",
        "--name=reader",
        "--owner=Finance",
        "--capability=invoice.parse@1",
        "--locator=https://127.0.0.1:7001/work");
  }

  @Test
  void knowsHelpOfEachVerb() {
    for (String verb : new String[] {"enrol", "renew", "proxy", "join-token", "owner-consent"}) {
      assertThat(run(verb, "--help")).isZero();
    }
    assertThat(out.toString())
        .contains(
            "--attestor", "--oidc-token-file", "--metadata", "--join-token-file", "--tpm-tcti")
        .contains("--when-due", "--watch", "--keep-key", "--resume", "--anew", "--wait")
        .contains("--socket", "--rules", "--group", "--registry", "--continue");
  }

  @Test
  void anAgentDescribesItselfByAFileOrTakesItBackButNotBoth() {
    assertThat(run("describe", "--folder", folder.toString())).isEqualTo(2);
    assertThat(run("describe", "--folder", folder.toString(), "--remove", "x.json")).isEqualTo(2);
    assertThat(run("heartbeat", "--folder", folder.toString(), "--ttl=soon")).isEqualTo(2);
    assertThat(run("heartbeat", "--help")).isZero();
    assertThat(out.toString()).contains("--ttl", "--load", "--watch");
  }

  @Test
  void anIdentifierIsProvedByAKeyOrGivenUpButNotBoth() {
    String at = folder.toString();
    assertThat(run("identifier", "--folder", at)).isEqualTo(2);
    assertThat(run("identifier", "--folder", at, "--key", "k", "--remove", "dns:a.b")).isEqualTo(2);
    assertThat(run("identifier", "--folder", at, "--chain", "c", "dns:a.b")).isEqualTo(2);
    assertThat(run("identifier", "--help")).isZero();
    assertThat(out.toString()).contains("--key", "--chain", "--remove");
  }

  @Test
  void aGrantNeedsItsAudienceAndAFile() {
    assertThat(run("grant", "--folder", folder.toString(), "--capability=a.b@1")).isEqualTo(2);
    assertThat(err.toString()).contains("--audience", "--grant-file");
    assertThat(run("grant", "--folder", folder.toString(), "--form=saml")).isEqualTo(2);
    assertThat(err.toString()).contains("--form");
  }

  @Test
  void renewsWhenDueOrStaysButNotBoth() {
    assertThat(run("renew", "--folder", folder.toString(), "--when-due", "--watch")).isEqualTo(2);
    assertThat(err.toString()).contains("mutually exclusive");
  }

  @Test
  void enrolWantsWhatIsToBeCertifiedUnlessItGoesOn() {
    assertThat(run("enrol", "--folder", folder.toString(), "--name=reader")).isEqualTo(2);
    assertThat(err.toString()).contains("--owner");
    assertThat(run("enrol", "--folder", folder.toString(), "--resume", "--anew")).isEqualTo(2);
    assertThat(run("enrol", "--folder", folder.toString(), "--resume")).isEqualTo(1);
    assertThat(err.toString()).contains("mutually exclusive", "enrolment.options");
    assertThat(run("enrol", "--folder", folder.toString(), "--resume", "--wait=soon")).isEqualTo(2);
  }

  /** No authority answers at the address, and none is needed. */
  @Test
  void enrolGoesOnInAFolderOfTheSameOrderOnly() throws Exception {
    TestLeaf leaf = TestCa.create("bailiwick.example").agent("reader", "invoice.parse@1");
    CredentialFolder.at(folder).write(leaf.key(), leaf.chain());
    Path options =
        Files.writeString(folder.resolve(OptionsFile.NAME + ".begun"), String.join("\n", order()));
    List<String> line = new ArrayList<>(List.of("enrol", "--continue", "--folder=" + folder));
    line.addAll(order());
    assertThat(run(line.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(out.toString()).contains("agent/reader serial");
    assertThat(options).doesNotExist();
    assertThat(folder.resolve(OptionsFile.NAME)).exists();
    line.set(line.indexOf("--owner=Finance"), "--owner=Sales");
    assertThat(run(line.toArray(String[]::new))).isEqualTo(1);
    assertThat(err.toString()).contains("another --owner");
    line.add("--anew");
    assertThat(run(line.toArray(String[]::new))).isEqualTo(2);
  }

  @Test
  void wordsOfAListingNeedItsRegistry() {
    String at = folder.toString();
    assertThat(run("proxy", "--folder", at, "--rules=r", "--socket=s", "--title=x")).isEqualTo(2);
    assertThat(err.toString()).contains("--registry");
  }

  @Test
  void officersDecisionsHaveExitCodesOfTheirOwn() {
    for (Object[] row :
        new Object[][] {{"enrolment-rejected", 4}, {"enrolment-expired", 5}, {"other", 1}}) {
      ProblemException refusal =
          new ProblemException(ProblemType.POLICY_DENIED, (String) row[0], "No.");
      assertThat(AgentExit.of(refusal)).isEqualTo(row[1]);
    }
    assertThat(AgentExit.of(new IllegalArgumentException("x"))).isEqualTo(1);
  }

  @Test
  void aFolderThatNobodyEnrolledIsNotRenewed() {
    assertThat(run("renew", "--folder", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("enrolment.options");
  }

  @Test
  void eachAttestorSaysWhatItWants() {
    for (String[] row :
        new String[][] {
          {"idevid", "--device-key"},
          {"oidc-token", "--oidc-token-file or --oidc-provider"},
          {"join-token", "--join-token-file"},
          {"container", "--container-helper"},
          {"hsm-key", "--hsm-attestation and --hsm-chain"},
          {"horoscope", "There is no --attestor horoscope"}
        }) {
      List<String> lines = new ArrayList<>(order());
      lines.add("--attestor=" + row[0]);
      assertRefused(lines, row[1]);
    }
    List<String> twice = new ArrayList<>(order());
    twice.addAll(List.of("--attestor=aws-document", "--attestor=aws-document"));
    assertRefused(twice, "twice");
  }

  private static void assertRefused(List<String> lines, String message) {
    EnrolmentOptions options = new EnrolmentOptions();
    new CommandLine(options).parseArgs(lines.toArray(String[]::new));
    assertThatThrownBy(options::applicant).hasMessageContaining(message);
  }

  @Test
  void severalAttestorsGoTogetherAndAUserTokenMayBeAbsent() {
    List<String> lines = new ArrayList<>(order());
    lines.addAll(
        List.of(
            "--attestor=oidc-token",
            "--oidc-token-file=t",
            "--attestor=join-token",
            "--join-token-file=j"));
    EnrolmentOptions options = new EnrolmentOptions();
    new CommandLine(options).parseArgs(lines.toArray(String[]::new));
    assertThat(options.applicant().device()).isEmpty();
    assertThat(options.applicant().evidence()).hasSize(2);
    assertThat(options.order().userToken()).isEmpty();
  }

  /** The folder keeps names of files with their whole path, and never what stands in them. */
  @Test
  void whatEnrolWasGivenIsKeptForRenewals() throws Exception {
    Path token = Files.writeString(folder.resolve("user.jwt"), "user.token.text");
    List<String> given = new ArrayList<>(order());
    given.addAll(
        List.of(
            "--attestor=oidc-token",
            "--oidc-provider=gcp",
            "--oidc-audience=https://aca.example",
            "--oidc-nonce",
            "--oidc-token-file=relative/token",
            "--user-token-file=" + token,
            "--replaces=0abc"));
    CredentialFolder credential = CredentialFolder.at(folder);
    EnrolmentOptions options = new EnrolmentOptions();
    CommandLine line = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
    OptionsFile file = new OptionsFile(credential);
    file.begin(options, line.parseArgs(given.toArray(String[]::new)));
    assertThat(folder.resolve(OptionsFile.NAME)).doesNotExist();
    assertThat(file.begun().order().credential().name()).isEqualTo("reader");
    file.complete();
    String kept = Files.readString(folder.resolve(OptionsFile.NAME));
    assertThat(kept)
        .contains("--oidc-nonce\n", "--oidc-provider=gcp\n", "--name=reader\n")
        .contains("--attestor=oidc-token\n")
        .contains("--oidc-token-file=" + Path.of("relative/token").toAbsolutePath())
        .doesNotContain("--replaces", "user.token.text");
    // A file that an older version wrote.
    Files.writeString(folder.resolve(OptionsFile.NAME), kept.replace("--attestor=", "--anchor="));
    EnrolmentOptions again = file.read();
    assertThat(again.order().credential().name()).isEqualTo("reader");
    assertThat(again.order().userToken()).contains("user.token.text");
    assertThat(again.order().replaces()).isEmpty();
  }

  @Test
  void eachOfSeveralCapabilitiesIsKeptOnce() throws Exception {
    List<String> given = new ArrayList<>(order());
    given.addAll(
        List.of(
            "--attestor=oidc-token",
            "--oidc-token-file=t",
            "--capability=a.read@1",
            "--capability=b.read@1"));
    OptionsFile file = new OptionsFile(CredentialFolder.at(folder));
    EnrolmentOptions options = new EnrolmentOptions();
    file.begin(options, new CommandLine(options).parseArgs(given.toArray(String[]::new)));
    file.complete();
    List<String> kept = Files.readAllLines(folder.resolve(OptionsFile.NAME));
    assertThat(kept).containsOnlyOnce("--capability=a.read@1", "--capability=b.read@1");
    // An older version wrote each as often as there were capabilities.
    kept.addAll(List.copyOf(kept));
    Files.write(folder.resolve(OptionsFile.NAME), kept);
    assertThat(file.read().order().credential().capabilities().scope())
        .contains("a.read@1", "b.read@1");
  }

  @Test
  void anOwnerConsentsByACommandThatCallsNobody() throws Exception {
    Path key = Files.writeString(folder.resolve("owner.pem"), Pem.of(TestKeys.ec().getPrivate()));
    Path consent = folder.resolve("consent");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "owner-consent",
                "--owner-key=" + key,
                "--authority=https://127.0.0.1:1",
                "--agent=spiffe://bailiwick.example/agent/reader",
                "--owner=Finance",
                "--capability=invoice.parse@1",
                "--consent-file=" + consent));
    assertThat(run(lines.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString()).contains("--agent-key-thumbprint");
    lines.add("--agent-key-thumbprint=x");
    assertThat(run(lines.toArray(String[]::new))).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(consent)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(consent).split("\\.")).hasSize(3);
    lines.add("--lifetime=PT2H");
    assertThat(run(lines.toArray(String[]::new))).isEqualTo(1);
    assertThat(err.toString()).contains("at most PT1H is needed");
  }

  @Test
  void theThumbprintOfAPreparedKeyIsPrintedBeforeAnythingIsAskedFor() {
    assertThat(run("enrol", "--folder", folder.toString(), "--prepare-key")).isZero();
    assertThat(out.toString().strip()).matches("[\\w-]{43}");
    assertThat(folder.resolve("generations/next/key.pem")).exists();
    assertThat(folder.resolve("chain.pem")).doesNotExist();
  }

  @Test
  void aJoinTokenIsAskedForByAUser() {
    List<String> lines = new ArrayList<>(List.of("join-token"));
    lines.addAll(order());
    assertThat(run(lines.toArray(String[]::new))).isEqualTo(1);
    assertThat(err.toString()).contains("--user-token-file");
    lines.add("--lifetime=soon");
    assertThat(run(lines.toArray(String[]::new))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }
}
