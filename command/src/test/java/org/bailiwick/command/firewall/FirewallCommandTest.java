package org.bailiwick.command.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.packetfilter.Nft;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * An operator loads the firewall of a home, on the kernel, in a network namespace of the test's.
 */
class FirewallCommandTest {
  private static final TestCa PARTNER = TestCa.create("partner.example");
  private static final String PLAN =
      """
      {"mode": "host", "account": "65534", "listen": {"addresses": ["192.0.2.7"], "ports": [9443]},
       "partners": {"partner.example": {"from": ["198.51.100.0/24"]},
                    "gone.example": {"from": ["203.0.113.0/24"]}},
       "networks": {"operators": {"from": ["10.0.7.0/24"], "at_once": %d}},
       "outward": {"hosts": ["192.0.2.99:6514"]}}
      """;

  @TempDir private Path folder;
  private final String namespace = "bwc-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<String> nft = List.of("ip", "netns", "exec", namespace, "nft");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path domain;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Process made = new ProcessBuilder("ip", "netns", "add", namespace).start();
    assumeTrue(made.waitFor() == 0, "network namespaces are refused on this machine");
    domain = Files.createDirectories(folder.resolve("home/domain"));
    Path partner = Files.createDirectories(domain.resolve("partners/partner.example"));
    Files.writeString(partner.resolve("bundle.pem"), Pem.of(PARTNER.root()));
    Files.writeString(
        partner.resolve("partner.json"),
        """
        {"trust_domain": "partner.example", "anchors": "bundle.pem", "scopes": ["fx.rates@1"],
         "crl": {"uri": "https://198.51.100.8/partner.crl"},
         "authorization_servers": [{"issuer": "https://as.partner.example", "algorithms": ["ES256"],
           "jwks_uri": "https://198.51.100.9:8443/jwks.json"}]}
        """);
    Path providers = Files.createDirectories(domain.resolve("providers"));
    Files.writeString(
        providers.resolve("keycloak.json"),
        "{\"token_endpoint\": \"https://10.0.8.1/token\", \"jwks_uri\": \"https://10.0.8.1/certs\"}");
    Files.writeString(providers.resolve("torn.json"), "{\"token_endpoint\": ");
    Files.writeString(
        domain.resolve("databases.properties"),
        """
        ars.url=jdbc:postgresql://10.0.9.1,[fd00::9]:5433/ars?sslmode=verify-full
        master.url=jdbc:h2:file:/x
        """);
    Files.writeString(
        domain.resolve("bailiwick.properties"),
        """
        node.trust-domain=bailiwick.example
        node.aca-url=https://10.0.1.1:8443
        node.aca-plain-url=http://10.0.1.1
        master.ars-url=https://127.0.0.1:9443/ars
        master.partners-folder=%1$s/partners
        master.providers-folder=%1$s/providers
        """
            .formatted(domain));
    plan(100);
  }

  @AfterEach
  void remove() throws Exception {
    new ProcessBuilder("ip", "netns", "del", namespace).start().waitFor();
  }

  private void plan(int atOnce) throws Exception {
    Files.writeString(domain.resolve("firewall.json"), PLAN.formatted(atOnce));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line =
        new CommandLine(new FirewallCommand(Nft.in(namespace), nft))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (failure, ignored, result) -> {
                  err.append(String.valueOf(failure.getMessage()));
                  return 1;
                });
    List<String> whole =
        new ArrayList<>(
            List.of(
                "--home=" + folder.resolve("home"),
                "--state=" + folder.resolve("state"),
                "--log=" + folder.resolve("firewall.log")));
    whole.addAll(List.of(arguments));
    return line.execute(whole.toArray(String[]::new));
  }

  private List<JsonObject> log() throws Exception {
    return Files.readAllLines(folder.resolve("firewall.log")).stream()
        .map(StrictJson::object)
        .toList();
  }

  private List<String> events() throws Exception {
    return log().stream().map(each -> each.getString("event")).toList();
  }

  private void awaitRestored() throws Exception {
    for (int wait = 0; wait < 200 && !events().contains("firewall.restored"); wait++) {
      Thread.sleep(100);
    }
    assertThat(events()).contains("firewall.restored");
  }

  private String digest() {
    assertThat(run("check")).as(err.toString()).isZero();
    String text = out.toString();
    return text.substring(text.indexOf("loaded now: ") + 12).strip();
  }

  @Test
  void showsWhatTheFilesOpenAndLoadsNothing() {
    assertThat(run("show")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("198.51.100.0/24 : goto from_0", "10.0.7.0/24 : goto from_1")
        .contains("# partner gone.example: not in force, so nobody may connect")
        .contains("198.51.100.8 . 443 ", "# partner partner.example, crl")
        .contains("198.51.100.9 . 8443 ", "# partner partner.example, jwks_uri")
        .contains("10.0.8.1 . 443 ", "# identity provider keycloak.json, token_endpoint; identity")
        .contains("10.0.9.1 . 5432 ", "fd00:0:0:0:0:0:0:9 . 5433 ", "# the database ars.url")
        .contains("10.0.1.1 . 8443 ", "10.0.1.1 . 80 ", "192.0.2.99 . 6514 ")
        .doesNotContain("127.0.0.1", "203.0.113");
    assertThat(err.toString())
        .contains("gone.example is no partner, so it may not connect")
        .contains("identity provider torn.json is faulty");
    assertThat(digest()).isEqualTo("nothing");
  }

  @Test
  void aLoadIsWrittenDownAndTheSameRulesAreRenewed() throws Exception {
    assertThat(run("load")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("loaded sha256:").contains("2 sources may connect");
    assertThat(run("load")).isZero();
    assertThat(out.toString()).startsWith("refreshed sha256:");
    plan(50);
    assertThat(run("load")).isZero();
    assertThat(out.toString()).startsWith("replaced sha256:");
    assertThat(digest()).startsWith("sha256:");
    assertThat(run("unload")).isZero();
    assertThat(run("unload")).isZero();
    assertThat(out.toString()).contains("no rules were loaded");
    assertThat(events())
        .containsExactly(
            "firewall.loaded", "firewall.refreshed", "firewall.replaced", "firewall.unloaded");
    assertThat(log().getFirst().getString("account")).isEqualTo("root");
    assertThat(log().getFirst().getInt("sources")).isEqualTo(2);
    assertThat(Files.getPosixFilePermissions(folder.resolve("firewall.log"))).hasSize(2);
  }

  @Test
  void whatIsNotConfirmedIsPutBack() throws Exception {
    run("load");
    String before = digest();
    plan(50);
    assertThat(run("load", "--confirm-within", "2")).as(err.toString()).isZero();
    assertThat(digest()).isNotEqualTo(before);
    assertThat(run("load")).isEqualTo(1);
    assertThat(err.toString()).contains("wait for ./bailiwick firewall confirm");
    awaitRestored();
    assertThat(digest()).isEqualTo(before);
    assertThat(run("confirm")).isEqualTo(1);
    assertThat(err.toString()).contains("nothing waits");
  }

  @Test
  void aFirstLoadThatIsNotConfirmedLeavesNothing() throws Exception {
    assertThat(run("load", "--confirm-within", "1")).as(err.toString()).isZero();
    awaitRestored();
    assertThat(digest()).isEqualTo("nothing");
  }

  @Test
  void whatIsConfirmedStays() throws Exception {
    run("load");
    plan(50);
    run("load", "--confirm-within", "4");
    assertThat(run("confirm")).as(err.toString()).isZero();
    String now = digest();
    Thread.sleep(4500);
    assertThat(digest()).isEqualTo(now);
    assertThat(events()).endsWith("firewall.confirmed");
  }

  @Test
  void aPlanThatNftRefusesLeavesTheRulesAndIsWrittenDown() throws Exception {
    run("load");
    String before = digest();
    Files.writeString(
        domain.resolve("firewall.json"),
        PLAN.formatted(10).replace("\"65534\"", "\"no-such-account\""));
    assertThat(run("load", "--confirm-within", "1")).isEqualTo(1);
    assertThat(err.toString()).contains("nft refused");
    plan(100);
    Thread.sleep(2000);
    assertThat(digest()).isEqualTo(before);
    assertThat(events()).containsExactly("firewall.loaded", "firewall.refused");
  }

  @Test
  void aRemovedPartnerMayNotConnectAfterTheNextLoad() throws Exception {
    run("load");
    Files.move(domain.resolve("partners/partner.example"), folder.resolve("away"));
    assertThat(run("load")).isZero();
    assertThat(out.toString()).startsWith("replaced").contains("1 sources may connect");
    assertThat(run("flows")).isZero();
    assertThat(out.toString())
        .contains("network operators")
        .doesNotContain("partner.example", "198.51.100");
  }

  @Test
  void aLogThatIsALinkIsNotFollowed() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "kept");
    Files.createSymbolicLink(folder.resolve("firewall.log"), other);
    assertThat(run("load")).isEqualTo(1);
    assertThat(Files.readString(other)).isEqualTo("kept");
    assertThat(digest()).isEqualTo("nothing");
  }

  @Test
  void flowsAreOneObjectOfJson() {
    assertThat(run("flows", "--json")).isEqualTo(1);
    assertThat(err.toString()).contains("no rules are loaded here");
    run("load");
    assertThat(run("flows", "--json")).isZero();
    JsonObject flows = StrictJson.object(out.toString());
    assertThat(flows.getJsonArray("sources")).hasSize(2);
    assertThat(flows.getJsonArray("destinations")).hasSize(8);
    assertThat(flows.getJsonObject("totals").getJsonObject("unknown").getInt("packets")).isZero();
  }

  @Test
  void aFaultyPlanIsNamedAndChangesNothing() throws Exception {
    Files.writeString(domain.resolve("firewall.json"), "{\"mode\": \"host\"}");
    assertThat(run("load")).isEqualTo(1);
    assertThat(err.toString()).contains("firewall.json: account is a text, and required");
    Path elsewhere = Files.writeString(folder.resolve("plan.json"), PLAN.formatted(9));
    assertThat(run("check", "--file", elsewhere.toString())).as(err.toString()).isZero();
    Files.delete(domain.resolve("firewall.json"));
    assertThat(run("check")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no ");
    assertThat(run("load", "--every", "1")).isEqualTo(2);
    assertThat(run("load", "--every", "9", "--confirm-within", "9")).isEqualTo(2);
  }
}
