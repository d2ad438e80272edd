package org.bailiwick.system.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.bailiwick.system.master.Partner;

/**
 * What the operator of a domain has done before a page begins, and the jobs of a partner's agent
 * after it has ended.
 */
final class JoinedAgent {
  private final Nodes nodes;
  private final Wire wire;

  JoinedAgent(Nodes nodes, Wire wire) {
    this.nodes = nodes;
    this.wire = wire;
  }

  /** A profile {@code joined}, and the token of a user in {@code user.jwt} of the folder. */
  void prepare(Path folder) throws IOException, InterruptedException {
    Path profiles = nodes.home().resolve("authority/profiles");
    Path next = profiles.resolve("joined.next");
    Files.writeString(
        next,
        """
        {"name": "joined", "validity": "PT1H", "capabilities": ["fx.rates@1", "ledger.post@1"],
         "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"], "attestors": [["join-token"]],
         "required_status": "none"}
        """);
    Files.move(next, profiles.resolve("joined.json"), StandardCopyOption.ATOMIC_MOVE);
    Thread.sleep(1500); // files of operators count within a second
    Files.writeString(folder.resolve("user.jwt"), new Users(nodes).token().compact());
  }

  /** A job of one step by the partner's buyer, which must end well; its state. */
  JsonObject done(String capability, String input) {
    JsonObject ended = ended(capability, input);
    assertThat(ended.getString("state")).as(ended.toString()).isEqualTo("done");
    return ended;
  }

  /** The same, however it ends. */
  JsonObject ended(String capability, String input) {
    String access = new Partner(nodes).accessToken(wire);
    Call post =
        Call.post(
                nodes.master("/v1/jobs"),
                "{\"purpose\":\"a page\",\"steps\":[{\"id\":\"a\",\"capability\":\"%s\",\"input\":%s}]}"
                    .formatted(capability, input))
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bearer(access)
            .as(nodes.partner("buyer"));
    String job =
        await("job accepted") // the Master Agent hears of agents a moment later
            .atMost(Duration.ofMinutes(5))
            .until(() -> wire.send(post), answer -> answer.status() == 202)
            .text("id");
    Call read = Call.get(nodes.master("/v1/jobs/" + job)).bearer(access).as(nodes.partner("buyer"));
    return await("job ended")
        .atMost(Duration.ofMinutes(5))
        .until(
            () -> wire.send(read).expecting(200).json(),
            state -> !state.getString("state").equals("running"));
  }
}
