package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An output of 5 MiB. The agent of the next step fetches it by curl, with the token of its order
 * and its certificate; the job's owner does with its own.
 */
class LongResultIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OUTPUT = "\"" + "Bailiwick ".repeat(512 * 1024) + "\"";
  private static final String JOB =
      """
      {"purpose": "totals", "steps": [
       {"id": "parse", "capability": "invoice.parse@1"},
       {"id": "rates", "capability": "fx.rates@1", "after": ["parse"]}]}""";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @BeforeEach
  void dismissAgentsThatHaveStopped() {
    ListedAgents.dismiss(nodes, wire);
  }

  @AfterEach
  void restore() {
    RunningJobs.awaitEnds();
    ListedAgents.dismiss(nodes, wire);
  }

  /** A request by curl for a result: the status, and what it has written to files. */
  private record Fetched(int status, Path headers, Path body) {

    private String header(String name) {
      return Nodes.read(headers)
          .lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2).strip())
          .findFirst()
          .orElse("");
    }
  }

  private Fetched curl(TestLeaf leaf, String href, String header, String... more)
      throws IOException {
    Path own = Files.createTempDirectory(folder, "curl");
    Path files = leaf.writeTo(own.resolve("credential"));
    Path secret = Files.writeString(own.resolve("header"), header + "\n");
    Fetched fetched = new Fetched(0, own.resolve("headers"), own.resolve("body"));
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-sS", "--http1.1", "--cacert", root(), "-w", "%{http_code}"));
    command.addAll(List.of("--cert", files.resolve("chain.pem").toString()));
    command.addAll(List.of("--key", files.resolve("key.pem").toString()));
    command.addAll(List.of("-H", "@" + secret, "-D", fetched.headers().toString()));
    command.addAll(List.of("-o", fetched.body().toString()));
    command.addAll(List.of(more));
    command.add(href);
    Tool run = Tool.run(command.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    return new Fetched(Integer.parseInt(run.output().strip()), fetched.headers(), fetched.body());
  }

  private String root() {
    return nodes.home().resolve("root.pem").toString();
  }

  @Test
  void theNextStepAndTheOwnerFetchALongOutputByCurl() throws Exception {
    byte[] answer = ("{\"output\":" + OUTPUT + "}").getBytes(StandardCharsets.UTF_8);
    try (OrderedAgent parser =
            OrderedAgent.listed(nodes, wire, "invoice.parse@1", order -> answer);
        OrderedAgent rates = OrderedAgent.listed(nodes, wire, "fx.rates@1", this::fetch)) {
      fetcher = rates.credential();
      thief = parser.credential();
      String token = new Partner(nodes).accessToken(wire);
      JsonObject job = finished(posted(token), token);

      assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
      JsonObject first = job.getJsonArray("steps").getJsonObject(0);
      assertThat(first).doesNotContainKey("output");
      JsonObject reference = first.getJsonObject("output_reference");
      assertThat(reference.getString("sha256")).isEqualTo(Sha256.hex(OUTPUT));
      assertThat(reference.getInt("size")).isEqualTo(OUTPUT.length());
      JsonObject told = job.getJsonArray("steps").getJsonObject(1).getJsonObject("output");
      assertThat(told.toString())
          .isEqualTo(
              "{\"whole\":200,\"part\":206,\"thief\":403,\"forged\":401,\"sha256\":\"%s\"}"
                  .formatted(reference.getString("sha256")));
      requireAfterTheEnd(reference.getString("href"), token);
    }
  }

  private TestLeaf fetcher;
  private TestLeaf thief;
  private String usedToken;

  /** The work of the second agent. */
  private byte[] fetch(OrderedAgent.Order order) {
    try {
      usedToken = order.token();
      JsonObject reference = order.body().getJsonObject("result_references").getJsonObject("parse");
      String href = reference.getString("href");
      String header = "Txn-Token: " + usedToken;
      Fetched whole = curl(fetcher, href, header);
      Fetched part = curl(fetcher, href, header, "-r", "1000000-1000009");
      Fetched stolen = curl(thief, href, header);
      Fetched forged = curl(fetcher, href, header.substring(0, header.length() - 4) + "AAAA");
      byte[] body = Files.readAllBytes(whole.body());
      byte[] digest = HexFormat.of().parseHex(reference.getString("sha256"));
      assertThat(whole.header("repr-digest"))
          .isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
      assertThat(part.header("content-range"))
          .isEqualTo("bytes 1000000-1000009/" + OUTPUT.length());
      assertThat(Files.readString(part.body())).isEqualTo(OUTPUT.substring(1_000_000, 1_000_010));
      return "{\"output\":{\"whole\":%d,\"part\":%d,\"thief\":%d,\"forged\":%d,\"sha256\":\"%s\"}}"
          .formatted(
              whole.status(), part.status(), stolen.status(), forged.status(), Sha256.hex(body))
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException | AssertionError e) {
      return ("{\"output\":" + Json.createValue(String.valueOf(e)) + "}")
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The token of the ended step reads nothing; the owner reads all, and an auditor nothing. */
  private void requireAfterTheEnd(String href, String token) throws IOException {
    assertThat(curl(fetcher, href, "Txn-Token: " + usedToken).status()).isEqualTo(401);
    Fetched owned = curl(nodes.partner("buyer"), href, "Authorization: Bearer " + token);
    assertThat(owned.status()).isEqualTo(200);
    assertThat(Files.readString(owned.body())).isEqualTo(OUTPUT);
    assertThat(curl(nodes.operator("auditor-1"), href, "Accept: */*").status()).isEqualTo(403);
    String id = href.substring(href.lastIndexOf('/') + 1);
    assertThat(
            Component.MASTER.column(
                "select event from audit_entry where resource = '" + id + "' order by seq"))
        .containsExactly("result.read", "result.read", "result.read");
  }

  private String posted(String token) {
    Call post =
        Call.post(nodes.master("/v1/jobs"), JOB)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bearer(token)
            .as(nodes.partner("buyer"));
    return await("agents known")
        .atMost(PATIENCE)
        .until(() -> wire.send(post), answer -> answer.status() == 202)
        .text("id");
  }

  private JsonObject finished(String id, String token) {
    Call read = Call.get(nodes.master("/v1/jobs/" + id)).bearer(token).as(nodes.partner("buyer"));
    return await("end of the job")
        .atMost(PATIENCE)
        .until(
            () -> wire.send(read).expecting(200).json(),
            job -> !job.getString("state").equals("running"));
  }
}
