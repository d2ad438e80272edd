package org.bailiwick.system.broker;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.status.Tool;

/** The partner's buyer, who posts jobs by curl. */
final class JobCaller {
  private static final String SCOPE = "fx.rates@1 invoice.parse@1 ledger.post@1";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Nodes nodes;
  private final Path files;
  private final Wire wire;

  /** With a folder for the buyer's certificate and key. */
  JobCaller(Nodes nodes, Path folder) {
    this.nodes = nodes;
    this.wire = new Wire(nodes.root());
    this.files = nodes.partner("buyer").writeTo(folder);
  }

  private String token() {
    Partner partner = new Partner(nodes);
    Map<String, String> form = Partner.form(partner.grant().claim("scope", SCOPE).compact());
    form.put("scope", SCOPE);
    return wire.send(partner.exchange(form).as(nodes.partner("buyer")))
        .expecting(200)
        .text("access_token");
  }

  private String curl(String token, String... more) {
    String[] command = {
      "curl",
      "-sS",
      "--cacert",
      nodes.home().resolve("root.pem").toString(),
      "--cert",
      files.resolve("chain.pem").toString(),
      "--key",
      files.resolve("key.pem").toString(),
      "-H",
      "Authorization: Bearer " + token
    };
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Tool.run(all).output();
  }

  /**
   * The id of an accepted job of this one step; the Master Agent hears of agents a moment later.
   */
  String post(String step) {
    String token = token();
    String key = UUID.randomUUID().toString();
    String answer =
        await("job accepted")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () ->
                    curl(
                        token,
                        "-H",
                        "Content-Type: application/json",
                        "-H",
                        "Idempotency-Key: " + key,
                        "--data-binary",
                        "{\"purpose\":\"test\",\"steps\":[" + step + "]}",
                        nodes.master("/v1/jobs").toString()),
                text -> text.contains("\"state\""));
    Matcher id = ID.matcher(answer);
    if (!id.find()) {
      throw new AssertionError(answer);
    }
    return id.group(1);
  }

  /** The job as the Master Agent tells it. */
  String state(String job) {
    return curl(token(), nodes.master("/v1/jobs/" + job).toString());
  }

  /** Cancels the job; returns the answer. */
  String cancel(String job) {
    return curl(token(), "-X", "DELETE", nodes.master("/v1/jobs/" + job).toString());
  }

  /** What a partner's agent gets that asks for leases, which are for agents of the domain. */
  String dueLeases() {
    return curl(token(), nodes.master("/v1/leases/due?wait=PT1S").toString());
  }

  /** The job when it has ended. */
  String ended(String job) {
    String token = token();
    return await("job ended")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> curl(token, nodes.master("/v1/jobs/" + job).toString()),
            text -> !text.contains("\"state\":\"running\"") && text.contains("\"state\""));
  }
}
