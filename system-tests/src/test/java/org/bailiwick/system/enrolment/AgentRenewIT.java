package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Users;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./bailiwick agent enrol} and {@code renew} on a running authority (R6, R9, R57); openssl
 * and curl look at what they leave.
 */
class AgentRenewIT {

  private static final int KILLS = 3;

  @TempDir private Path temp;
  private final Nodes nodes = Nodes.running();
  private final String name = "renewed-" + UUID.randomUUID().toString().substring(0, 8);
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = temp.resolve("agent");
    freshUserToken();
  }

  private void freshUserToken() throws IOException {
    Files.writeString(temp.resolve("user.jwt"), new Users(nodes).token().compact());
  }

  @Test
  void aDevicesAgentEnrolsRenewsAndIsKnownByTheNewCredential() {
    enrol(device());
    String first = serial();
    assertThat(agent("renew", "--when-due")).contains("not before");
    assertThat(serial()).isEqualTo(first);
    String key = publicKey();
    agent("renew");
    assertThat(serial()).isNotEqualTo(first);
    assertThat(publicKey()).isNotEqualTo(key);
    requireUsable();
    key = publicKey();
    agent("renew", "--keep-key");
    assertThat(publicKey()).isEqualTo(key);
    requireUsable();
  }

  /** Wherever the process ends, the next try is no second renewal: the name is not frozen. */
  @Test
  void aRenewalThatIsKilledOnItsWayIsTheSameOneAfterwards() throws Exception {
    enrol(device());
    for (int kill = 0; kill < KILLS; kill++) {
      String before = serial();
      Process renewal = command("renew").redirectErrorStream(true).start();
      Path request = folder.resolve("generations/next/request.json");
      int number = kill;
      Awaitility.await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.exists(request) || !renewal.isAlive());
      Thread.sleep(number * 40L); // before it is sent, and after
      renewal.descendants().forEach(ProcessHandle::destroyForcibly);
      renewal.destroyForcibly().waitFor();
      agent("renew");
      assertThat(serial()).isNotEqualTo(before);
      requireUsable();
    }
  }

  @Test
  void anInstanceIsRenewedWithTheSameKey() throws Exception {
    Cloud frankfurt = new Cloud(temp.resolve("cloud"), "renewed-frankfurt", "rsa:2048");
    Path rules = nodes.home().resolve("authority/aws");
    frankfurt.trustIn(rules);
    Files.writeString(
        rules.resolve("renewed.json"),
        """
        {"certificates": ["renewed-frankfurt.pem"], "accounts": ["123456789012"],
         "regions": ["eu-central-1"], "max_age": "PT10M"}
        """);
    Files.writeString(
        nodes.home().resolve("authority/profiles/renewed-aws.json"),
        """
        {"name": "renewed-aws", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "anchors": [["aws-document"]], "required_status": "none"}
        """);
    Thread.sleep(1500); // a file counts a second later
    String json =
        """
        {"accountId":"123456789012","region":"eu-central-1","instanceId":"i-%s",\
        "kernelId":null,"pendingTime":"%s","version":"2017-09-30"}\
        """
            .formatted(name, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Path der = temp.resolve("document.der");
    Files.write(der, Base64.getUrlDecoder().decode(frankfurt.document(json)));
    enrol(
        List.of(
            "--profile",
            "renewed-aws",
            "--anchor",
            "aws-document",
            "--aws-document-file",
            der.toString()));
    String first = serial();
    String key = publicKey();
    agent("renew");
    assertThat(serial()).isNotEqualTo(first);
    assertThat(publicKey()).isEqualTo(key);
    requireUsable();
  }

  private List<String> device() {
    Path device = nodes.outside().resolve("device-rate-finder");
    return List.of(
        "--device-key",
        device.resolve("idevid.key").toString(),
        "--device-chain",
        device.resolve("idevid.pem").toString(),
        "--firmware",
        "acme-os:4.2.0",
        "--program-name",
        "rate-finder",
        "--program",
        nodes.outside().resolveSibling("program").toString());
  }

  private void enrol(List<String> anchor) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "enrol",
                "--name",
                name,
                "--owner",
                "Treasury",
                "--capability",
                "fx.rates@1",
                "--locator",
                "https://127.0.0.1:7001/work",
                "--user-token-file",
                temp.resolve("user.jwt").toString()));
    arguments.addAll(anchor);
    agent(arguments.toArray(String[]::new));
    requireUsable();
  }

  private String[] arguments(String... verb) {
    List<String> arguments = new ArrayList<>(List.of("agent"));
    arguments.addAll(List.of(verb));
    arguments.addAll(List.of("--folder", folder.toString()));
    return arguments.toArray(String[]::new);
  }

  private String agent(String... verb) {
    return OperatorCommand.run(nodes, 0, arguments(verb));
  }

  private ProcessBuilder command(String... verb) {
    List<String> line =
        new ArrayList<>(List.of(System.getProperty("bailiwick.root") + "/bailiwick"));
    line.addAll(List.of(arguments(verb)));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("BAILIWICK_BUILT", "yes");
    return builder;
  }

  private String serial() {
    return openssl("x509", "-in", folder.resolve("chain.pem").toString(), "-noout", "-serial");
  }

  private String publicKey() {
    String certified =
        openssl("x509", "-in", folder.resolve("chain.pem").toString(), "-noout", "-pubkey");
    assertThat(openssl("pkey", "-in", folder.resolve("key.pem").toString(), "-pubout"))
        .isEqualTo(certified);
    return certified;
  }

  /** The authority itself says so, to curl with the files of the folder. */
  private void requireUsable() {
    String serial = serial().strip().replace("serial=", "").toLowerCase(Locale.ROOT);
    Tool status =
        Tool.run(
            "curl",
            "-sS",
            "--fail-with-body",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "--cert",
            folder.resolve("chain.pem").toString(),
            "--key",
            folder.resolve("key.pem").toString(),
            nodes.authority("/v1/credentials/" + serial).toString());
    assertThat(status.exit()).as(status.output()).isZero();
    assertThat(status.output()).contains(name).contains("\"valid\"");
  }

  private static String openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Tool tool = Tool.run(command.toArray(String[]::new));
    assertThat(tool.exit()).as(tool.output()).isZero();
    return tool.output();
  }
}
