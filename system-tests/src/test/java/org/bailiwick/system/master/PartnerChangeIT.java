package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partner is added, changed and removed while the nodes run. Its CA, its agents, the keys of its
 * two authorization servers, their grants and its CRL are made by openssl; its agents call by curl;
 * the agent that works for them is {@code openssl s_server}.
 */
class PartnerChangeIT {
  private static final String DOMAIN = "changing.example";
  private static final String RATES = "fx.rates@1";
  private static final String ALL = "fx.rates@1 invoice.parse@1";
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Path partners = nodes.home().resolve("domain/partners");
  private SilentAgent agent;

  @AfterEach
  void stop() throws IOException {
    if (agent != null) {
      agent.close();
    }
    if (Files.exists(partners.resolve(DOMAIN))) {
      operator("remove", DOMAIN);
    }
  }

  @Test
  void whatAPartnerLosesEndsWithoutARestart() throws IOException {
    partner("make", DOMAIN);
    Path draft = draft("one", "two");
    assertThat(operator("add", draft.toString())).contains("added " + DOMAIN);
    agent = SilentAgent.start(nodes, new Wire(nodes.root()), folder, RATES);
    await("partner known").atMost(SOON).until(() -> token("buyer", "one").containsKey("scope"));
    assertThat(token("buyer", "one").getString("scope")).isEqualTo(ALL);
    JsonObject clerk = token("clerk", "two");
    assertThat(clerk.getString("scope")).as("scopes of this agent").isEqualTo(RATES);
    assertThat(token("thief", "one").getString("error")).isEqualTo("unauthorized_client");

    String ofOne = job("buyer", token("buyer", "one").getString("access_token"));
    String ofTwo = job("clerk", clerk.getString("access_token"));
    assertThat(operator("add", "--replace", draft("one").toString())).contains("replaced");
    awaitEnd(ofTwo, "partner-issuer: " + DOMAIN);
    assertThat(refusal("clerk", clerk.getString("access_token"))).contains("access-token-invalid");
    assertThat(token("clerk", "two").getString("error")).isEqualTo("invalid_grant");
    assertThat(state(ofOne)).isEqualTo("running");

    String buyers = token("buyer", "one").getString("access_token");
    partner("revoke", "buyer");
    publishCrl();
    awaitEnd(ofOne, "credential-revoked: spiffe://" + DOMAIN + "/agent/buyer");
    assertThat(refusal("buyer", buyers)).contains("credential-revoked");
    assertThat(token("clerk", "one").getString("scope")).as("others stay").isEqualTo(RATES);

    assertThat(operator("remove", DOMAIN)).contains("removed " + DOMAIN);
    await("partner unknown").atMost(SOON).until(() -> !token("clerk", "one").containsKey("scope"));
  }

  @Test
  void aKeyThatLeavesTheSetEndsWhatRestsOnIt() throws IOException {
    partner("make", DOMAIN);
    operator("add", draft("one").toString());
    agent = SilentAgent.start(nodes, new Wire(nodes.root()), folder, RATES);
    await("partner known").atMost(SOON).until(() -> token("clerk", "one").containsKey("scope"));
    String token = token("clerk", "one").getString("access_token");
    String job = job("clerk", token);
    replace("one.json", outside().resolve("two/public/jwks.json"));
    await("end of the job")
        .atMost(Duration.ofMinutes(2))
        .until(() -> state(job).equals("cancelled"));
    assertThat(column("select reason from job where job_id = '" + job + "'").getFirst())
        .startsWith("token-ended: ");
    assertThat(refusal("clerk", token)).contains("access-token-invalid");
    assertThat(column("select reason from token_end where reason = 'partner-key'")).isNotEmpty();
    assertThat(token("clerk", "one").getString("error")).isEqualTo("invalid_grant");
  }

  /** A folder that describes the partner with these servers. */
  private Path draft(String... servers) throws IOException {
    Path draft = Files.createDirectories(folder.resolve("draft").resolve(DOMAIN));
    Files.copy(
        outside().resolve("ca.pem"),
        draft.resolve("bundle.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        outside().resolve("ca.crl"),
        draft.resolve("partner.crl"),
        StandardCopyOption.REPLACE_EXISTING);
    List<String> described = new ArrayList<>();
    for (String server : servers) {
      Files.copy(
          outside().resolve(server).resolve("public/jwks.json"),
          draft.resolve(server + ".json"),
          StandardCopyOption.REPLACE_EXISTING);
      described.add(
          "{\"issuer\": \"%s\", \"jwks_file\": \"%s.json\", \"algorithms\": [\"RS256\"]}"
              .formatted(issuer(server), server));
    }
    Files.writeString(
        draft.resolve("partner.json"),
        """
        {"trust_domain": "%1$s", "anchors": "bundle.pem", "crl": {"file": "partner.crl"},
         "authorization_servers": [%2$s], "scopes": ["fx.rates@1", "invoice.parse@1"],
         "agent_paths": ["/agent/"],
         "agents": {"spiffe://%1$s/agent/buyer": {"scopes": ["fx.rates@1", "invoice.parse@1"]},
                    "spiffe://%1$s/agent/clerk": {"scopes": ["fx.rates@1"]}}}
        """
            .formatted(DOMAIN, String.join(",", described)));
    return draft;
  }

  private Path outside() {
    return folder.resolve("outside");
  }

  private static String issuer(String server) {
    return "https://" + server + "." + DOMAIN;
  }

  private String partner(String... order) {
    List<String> command = new ArrayList<>();
    String root = System.getProperty("bailiwick.root");
    command.addAll(List.of("bash", root + "/system-tests/src/test/sh/changing-partner.sh", root));
    command.add(outside().toString());
    command.addAll(List.of(order));
    Tool tool = Tool.run(command.toArray(String[]::new));
    assertThat(tool.exit()).as(tool.output()).isZero();
    return tool.output().strip();
  }

  private String operator(String... arguments) {
    List<String> all = new ArrayList<>(List.of("partner"));
    all.addAll(List.of(arguments));
    return OperatorCommand.run(nodes, 0, all.toArray(String[]::new));
  }

  /** The token endpoint's answer to a grant of this server. */
  private JsonObject token(String client, String server) {
    String id = "spiffe://" + DOMAIN + "/agent/" + client;
    String master = nodes.master("").toString();
    String grant = partner("grant", server, issuer(server), "alice", master, id, ALL);
    String answer =
        curl(
            client,
            "--data-urlencode",
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer",
            "--data-urlencode",
            "assertion=" + grant,
            "--data-urlencode",
            "client_id=" + id,
            nodes.master("/oauth/token").toString());
    return object(answer);
  }

  private String job(String client, String token) {
    String[] order = {
      "--header",
      "Authorization: Bearer " + token,
      "--header",
      "Content-Type: application/json",
      "--header",
      "Idempotency-Key: " + UUID.randomUUID(),
      "--data",
      "{\"purpose\":\"rates\",\"steps\":[{\"id\":\"a\",\"capability\":\"" + RATES + "\"}]}",
      nodes.master("/v1/jobs").toString()
    };
    return await("agent known")
        .atMost(SOON)
        .until(() -> object(curl(client, order)), answer -> answer.containsKey("id"))
        .getString("id");
  }

  private String refusal(String client, String token) {
    return curl(
        client,
        "--header",
        "Authorization: Bearer " + token,
        nodes.master("/v1/jobs/x").toString());
  }

  private String curl(String client, String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--cacert"));
    command.add(nodes.home().resolve("root.pem").toString());
    command.addAll(List.of("--cert", outside().resolve(client + ".pem").toString()));
    command.addAll(List.of("--key", outside().resolve(client + ".key").toString()));
    command.addAll(List.of(arguments));
    Tool tool = Tool.run(command.toArray(String[]::new));
    assertThat(tool.exit()).as(tool.output()).isZero();
    return tool.output();
  }

  private static JsonObject object(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private void publishCrl() throws IOException {
    replace("partner.crl", outside().resolve("ca.crl"));
  }

  /** As an operator does it: a finished file is renamed. */
  private void replace(String file, Path by) throws IOException {
    Path next = Files.copy(by, partners.resolve(DOMAIN + ".next"));
    Files.move(
        next,
        partners.resolve(DOMAIN).resolve(file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The job is cancelled, or fails with its step if the node was about to call the agent at that
   * moment.
   */
  private void awaitEnd(String job, String reason) {
    await(reason).atMost(SOON).until(() -> !state(job).equals("running"));
    assertThat(column("select reason from job where job_id = '" + job + "'"))
        .singleElement()
        .isIn(reason, "step a: " + reason);
  }

  private String state(String job) {
    return column("select state from job where job_id = '" + job + "'").getFirst();
  }

  private static List<String> column(String query) {
    return Component.MASTER.column(query);
  }
}
