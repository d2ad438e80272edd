package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that list, against a node that answers as registry and Master Agent do. */
class ListCommandsTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final String JOB = "4f5c8a52-0000-4000-8000-000000000000";

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ScriptedNode node;

  @BeforeEach
  void start() throws Exception {
    SpiffeTrustManager trust = new SpiffeTrustManager(() -> Set.of(CA.operatorCa()), id -> true);
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(trust));
    Files.writeString(home.resolve("root.pem"), Pem.of(CA.root()));
    Files.writeString(
        Files.createDirectories(home.resolve("authority")).resolve("bailiwick.properties"),
        "node.trust-domain=bailiwick.example\naca.base-url=https://127.0.0.1:1\n");
    Files.writeString(
        Files.createDirectories(home.resolve("domain")).resolve("bailiwick.properties"),
        "master.base-url=" + node.uri() + "\nars.base-url=" + node.uri() + "/ars\n");
    Path operators = Files.createDirectories(home.resolve("operators"));
    for (String role : new String[] {"officer", "auditor"}) {
      TestLeaf operator = CA.operator(role, role + "-1");
      Files.writeString(operators.resolve(role + "-1.pem"), Pem.of(operator.chain()));
      Files.writeString(operators.resolve(role + "-1.key"), Pem.of(operator.key()));
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private int run(String command) {
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute((command + " --home " + home).split(" "));
  }

  @Test
  void listsJobsOfAllPagesAsATable() {
    node.on(
        "/v1/jobs",
        call ->
            Reply.json(
                200,
                call.path().contains("page_token=next%2B1")
                    ? "{\"jobs\":[" + job("b", "done", "two\\u001b[31m\\u202e") + "]}"
                    : "{\"jobs\":["
                        + job("a", "running", "one")
                        + "],\"next_page_token\":\"next+1\"}"));
    assertThat(run("jobs list --state done --caller spiffe://p.example/agent/b")).isZero();
    assertThat(out.toString().lines().map(String::strip))
        .containsExactly(
            "ID  STATE    CREATED_AT            ENDED_AT  CALLER  PURPOSE    REASON",
            "a   running  2026-11-29T08:00:00Z  -         c       one        -",
            "b   done     2026-11-29T08:00:00Z  -         c       two?[31m?  -");
    Call first = node.calls().getFirst();
    assertThat(first.path())
        .isEqualTo("/v1/jobs?state=done&caller=spiffe%3A%2F%2Fp.example%2Fagent%2Fb&page_size=100");
    assertThat(first.peer().orElseThrow())
        .hasToString("spiffe://bailiwick.example/operator/auditor/auditor-1");
    assertThat(node.calls()).hasSize(2);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsNoMoreThanWantedAndSaysSo() {
    node.on(
        "/v1/jobs",
        call ->
            Reply.json(
                200, "{\"jobs\":[" + job("a", "done", "one") + "],\"next_page_token\":\"n\"}"));
    assertThat(run("jobs list --limit 1 --json --as officer-1")).isZero();
    assertThat(out.toString().strip()).isEqualTo(job("a", "done", "one"));
    assertThat(err.toString()).contains("There are more than 1 entries");
    assertThat(node.calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.path()).isEqualTo("/v1/jobs?page_size=1");
              assertThat(call.peer().orElseThrow().toString()).endsWith("/officer/officer-1");
            });
  }

  @Test
  void showsAJobWithoutItsResultsUnlessAsked() {
    node.on(
        "/v1/jobs/" + JOB,
        call ->
            Reply.json(
                200,
                "{\"id\":\"%s\",\"state\":\"done\",\"purpose\":\"p\",\"created_at\":\"t\","
                        .formatted(JOB)
                    + "\"steps\":[{\"id\":\"parse\",\"capability\":\"a.b@1\",\"state\":\"done\","
                    + "\"attempts\":2,\"output\":{\"secret\":1}}]}"));
    assertThat(run("jobs show " + JOB)).isZero();
    assertThat(out.toString())
        .contains(JOB, "parse  a.b@1       done   2")
        .doesNotContain("secret");
    assertThat(run("jobs show --json " + JOB)).isZero();
    assertThat(out.toString()).contains("secret");
  }

  @Test
  void drawsTheTreeOfAJob() {
    node.on(
        "/v1/tokens",
        call ->
            Reply.json(
                200,
                "{\"tokens\":["
                    + String.join(
                        ",",
                        token("r2", "replacement", "s2"),
                        token("s2", "step", "j"),
                        token("s1", "step", "j"),
                        token("j", "job", "a"),
                        token("a", "access", "gone"))
                    + "]}"));
    assertThat(run("tokens list --tree --job " + JOB)).isZero();
    assertThat(out.toString().lines().skip(1).map(line -> line.replaceAll(" +live.*", "")))
        .containsExactly(
            "access             a",
            "  job              j",
            "    step           s1",
            "    step           s2",
            "      replacement  r2");
    assertThat(node.calls().getFirst().path())
        .isEqualTo("/v1/tokens?job=" + JOB + "&page_size=100");
  }

  @Test
  void drawsTheLeasesBelowTheirToken() {
    String lease =
        "{\"id\":\"%s\",\"state\":\"ended\",\"asset\":\"orders-db\",\"capability\":\"o.i@1\","
            + "\"kind\":\"postgresql-role\",\"name\":\"bw_%s\",\"opened_at\":\"2026-11-30T05:00:00Z\","
            + "\"expires_at\":\"2026-11-30T05:00:20Z\",\"end_reason\":\"token-ended\"}";
    String step =
        token("s1", "step", "j")
            .replaceFirst(
                "\\{",
                "{\"leases\":[%s,%s],"
                    .formatted(lease.formatted("l1", "l1"), lease.formatted("l2", "l2")));
    node.on(
        "/v1/tokens/s1",
        call ->
            Reply.json(
                200,
                FAMILY.formatted(
                    step,
                    token("j", "job", "a"),
                    token("a", "access", "gone"),
                    token("r1", "replacement", "s1"),
                    token("r2", "replacement", "r1"),
                    false)));
    assertThat(run("token tree s1")).isZero();
    assertThat(
            out.toString()
                .lines()
                .skip(3)
                .map(line -> line.replaceAll(" +(live|ended).*", "").replaceAll("(\\S) +", "$1 ")))
        .containsExactly(
            "    step s1",
            "      lease orders-db l1",
            "      lease orders-db l2",
            "      replacement r1",
            "        replacement r2");
    assertThat(out.toString()).contains("bw_l1", "token-ended");
  }

  private static final String FAMILY =
      "{\"token\":%s,\"ancestors\":[%s,%s],\"descendants\":[%s,%s],\"more_descendants\":%s}";

  private static String family(boolean more) {
    return FAMILY.formatted(
        token("s1", "step", "j"),
        token("j", "job", "a"),
        token("a", "access", "gone"),
        token("r1", "replacement", "s1"),
        token("r2", "replacement", "r1"),
        more);
  }

  @Test
  void drawsTheTreeOfAToken() {
    node.on("/v1/tokens/s1", call -> Reply.json(200, family(true)));
    assertThat(run("token tree s1")).isZero();
    assertThat(out.toString().lines().skip(1).map(line -> line.replaceAll(" +live.*", "")))
        .containsExactly(
            "access               a",
            "  job                j",
            "    step             s1",
            "      replacement    r1",
            "        replacement  r2");
    assertThat(err.toString()).contains("More tokens descend");
    assertThat(node.calls().getFirst().peer().orElseThrow().toString()).endsWith("/auditor-1");
  }

  @Test
  void endsATokenAsAnOfficer() {
    node.on("/v1/tokens/s1/end", call -> Reply.json(200, family(false)));
    assertThat(run("token end s1 --reason leaked")).isZero();
    Call call = node.calls().getFirst();
    assertThat(call.body()).isEqualTo("{\"reason\":\"leaked\"}");
    assertThat(call.peer().orElseThrow().toString()).endsWith("/officer/officer-1");
    assertThat(out.toString()).contains("    step", "s1");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void endsNoTokenWithoutAReasonAndNoOtherPath() {
    assertThat(run("token end s1")).isEqualTo(2);
    assertThat(node.calls()).isEmpty();
    node.on("/v1/tokens/", call -> Reply.json(404, "{\"title\":\"Not found\"}"));
    assertThat(run("token end ../jobs --reason x")).isEqualTo(1);
    assertThat(node.calls().getFirst().path()).isEqualTo("/v1/tokens/..%2Fjobs/end");
  }

  @Test
  void listsPartnersAndAgents() {
    node.on(
        "/v1/partners",
        call ->
            Reply.json(
                200,
                "{\"partners\":[{\"trust_domain\":\"p.example\",\"state\":\"known\","
                    + "\"scopes\":[\"a.b@1\",\"c.d@1\"]}]}"));
    node.on(
        "/ars/v1/agents",
        call ->
            Reply.json(200, "{\"agents\":[{\"agent\":\"spiffe://b/agent/a\",\"id\":\"urn\"}]}"));
    assertThat(run("partners list --state known")).isZero();
    assertThat(run("agents list --owner Treasury --since 2026-11-29T08:00:00Z")).isZero();
    assertThat(out.toString()).contains("p.example", "a.b@1 c.d@1", "spiffe://b/agent/a");
    assertThat(node.calls().getLast().path())
        .isEqualTo("/ars/v1/agents?owner=Treasury&since=2026-11-29T08%3A00%3A00Z&page_size=100");
  }

  @Test
  void findsShowsQuarantinesAndReleasesAgents() {
    String agent =
        "{\"agent\":\"spiffe://b/agent/%s\",\"id\":\"urn:uuid:1\",\"owner\":\"Treasury\"}";
    node.on(
        "/ars/v1/discovery",
        call ->
            Reply.json(
                200,
                call.path().contains("page_token")
                    ? "{\"agents\":[" + agent.formatted("second") + "]}"
                    : "{\"agents\":[" + agent.formatted("first") + "],\"next_page_token\":\"n\"}"));
    assertThat(run("registry find fx.rates@1?base=eur")).isZero();
    assertThat(out.toString()).contains("spiffe://b/agent/first", "spiffe://b/agent/second");
    assertThat(node.calls().getLast().path())
        .isEqualTo("/ars/v1/discovery?capability=fx.rates%401%3Fbase%3Deur&page_token=n");
    node.on("/ars/v1/agents/", call -> Reply.json(200, "{\"state\":\"quarantined\"}"));
    assertThat(run("registry show urn:uuid:1")).isZero();
    assertThat(node.calls().getLast().path()).isEqualTo("/ars/v1/agents/1/record");
    assertThat(run("registry quarantine ../1 --reason strange")).isZero();
    assertThat(node.calls().getLast().path()).isEqualTo("/ars/v1/agents/..%2F1/quarantine");
    assertThat(node.calls().getLast().body()).isEqualTo("{\"reason\":\"strange\"}");
    assertThat(node.calls().getLast().peer().orElseThrow().toString())
        .endsWith("/officer/officer-1");
    assertThat(run("registry release 1 --reason explained")).isZero();
    assertThat(node.calls().getLast().path()).isEqualTo("/ars/v1/agents/1/release");
    assertThat(run("registry quarantine 1")).as("without a reason").isEqualTo(2);
    assertThat(run("registry")).isEqualTo(2);
  }

  @Test
  void findingNobodyHasAnExitCodeOfItsOwn() {
    node.on("/ars/v1/discovery", call -> Reply.json(200, "{\"agents\":[]}"));
    assertThat(run("registry find fx.rates@1")).isEqualTo(1);
    assertThat(run("registry find Fx")).isEqualTo(1);
    assertThat(node.calls()).hasSize(1);
  }

  /** The secret is on standard output, once; no option takes one. */
  @Test
  void addsRotatesAndWithdrawsAccountsOfCallers() {
    node.on(
        "/v1/callers", call -> Reply.json(201, "{\"name\":\"reporting\",\"api_key\":\"bwk_1\"}"));
    node.on("/v1/callers/reporting/secrets", call -> Reply.json(201, "{\"api_key\":\"bwk_2\"}"));
    node.on("/v1/callers/reporting", call -> Reply.json(200, "{\"state\":\"withdrawn\"}"));
    assertThat(
            run(
                "caller add reporting --kind service --method api-key --owner Finance"
                    + " --scope fx.rates@1 --until 2027-01-31T00:00:00Z"))
        .isZero();
    assertThat(node.calls().getLast().body())
        .isEqualTo(
            "{\"name\":\"reporting\",\"kind\":\"service\",\"method\":\"api-key\",\"owner\":\"Finance\","
                + "\"scope\":\"fx.rates@1\",\"expires_at\":\"2027-01-31T00:00:00Z\"}");
    assertThat(node.calls().getLast().peer().orElseThrow().toString())
        .endsWith("/officer/officer-1");
    assertThat(run("caller rotate reporting --old-until 2026-12-01T00:00:00Z")).isZero();
    assertThat(node.calls().getLast().body()).isEqualTo("{\"old_until\":\"2026-12-01T00:00:00Z\"}");
    assertThat(run("caller withdraw reporting")).isZero();
    assertThat(node.calls().getLast().method()).isEqualTo("DELETE");
    assertThat(out.toString()).containsOnlyOnce("bwk_1").containsOnlyOnce("bwk_2");
    assertThat(out.toString()).contains("withdrawn");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void listsAccountsOfCallers() {
    node.on(
        "/v1/callers",
        call -> Reply.json(200, "{\"callers\":[{\"name\":\"reporting\",\"state\":\"live\"}]}"));
    assertThat(run("caller list --owner Finance --kind service")).isZero();
    assertThat(out.toString()).contains("reporting  live");
    assertThat(node.calls().getLast().path())
        .isEqualTo("/v1/callers?kind=service&owner=Finance&page_size=100");
  }

  @Test
  void anAccountsNameIsNoPath() {
    assertThat(run("caller withdraw ../jobs")).isNotZero();
    assertThat(run("caller add --ask-password=secret x")).isEqualTo(2);
    assertThat(run("caller rotate --ask-password reporting")).isNotZero(); // without a terminal
    assertThat(node.calls()).isEmpty();
  }

  @Test
  void aRefusalIsAFailureAndAWrongOptionIsNot() {
    node.on("/v1/jobs", call -> Reply.problem(403, "policy-denied", "No."));
    assertThat(run("jobs list")).isEqualTo(1);
    assertThat(err.toString()).contains("Refused (403)");
    for (String wrong :
        new String[] {
          "jobs list --limit 0",
          "jobs list --since yesterday",
          "jobs show no-id",
          "tokens list --job no-id",
          "jobs",
          "tokens",
          "partners",
          "agents",
          "caller",
          "caller add reporting --kind service"
        }) {
      assertThat(run(wrong)).as(wrong).isEqualTo(2);
    }
    for (String verb : new String[] {"jobs list", "jobs show", "tokens list", "agents list"}) {
      assertThat(run(verb + " --help")).isZero();
    }
    assertThat(out.toString()).contains("--limit=N", "--tree", "--owner=NAME", "auditor-1");
  }

  private static String job(String id, String state, String purpose) {
    return "{\"id\":\"%s\",\"state\":\"%s\",\"caller\":\"c\",\"purpose\":\"%s\",\"created_at\":\"2026-11-29T08:00:00Z\"}"
        .formatted(id, state, purpose);
  }

  private static String token(String jti, String kind, String parent) {
    return "{\"jti\":\"%s\",\"kind\":\"%s\",\"parent\":\"%s\",\"state\":\"live\"}"
        .formatted(jti, kind, parent);
  }
}
