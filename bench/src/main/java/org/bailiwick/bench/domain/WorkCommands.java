package org.bailiwick.bench.domain;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.contract.credential.Pem;

/**
 * What {@code bench/work.sh} has done besides loads:
 *
 * <pre>
 * direct                  offers the agent's work without Bailiwick as well
 * pauses                  what lay between two calls of one chain since this was asked before
 * gate closed|open        whether the agent answers
 * backlog JOBS            posts so many more jobs
 * called SECONDS          waits until the agent was called for each of them
 * done                    fails unless each of them is done
 * slow SECONDS            starts a job whose database work takes so long, and says where it is
 * cancel JOB              cancels it, and says when that was answered, in milliseconds since 1970
 * </pre>
 */
final class WorkCommands implements AutoCloseable {
  static final String INSERT = "orders.insert@1";

  private final BenchProperties properties;
  private final TlsIdentity identities;
  private final Buyer buyer;
  private final BenchAgent agent;
  private final JobBacklog backlog;
  private DirectAgent direct;

  WorkCommands(BenchProperties properties, TlsIdentity identities, Buyer buyer, BenchAgent agent) {
    this.properties = properties;
    this.identities = identities;
    this.buyer = buyer;
    this.agent = agent;
    this.backlog = new JobBacklog(buyer, agent);
  }

  String answer(List<String> words) throws IOException, InterruptedException {
    return switch (words.getFirst()) {
      case "direct" -> {
        direct =
            new DirectAgent(
                agent,
                identities.of(
                    Pem.privateKey(properties.text("direct.key")),
                    Pem.certificates(properties.text("direct.chain"))),
                Integer.parseInt(properties.required("direct.port")));
        yield "listening";
      }
      case "pauses" -> agent.pauses().taken().line();
      case "gate" -> {
        agent.gate(words.get(1).equals("open"));
        yield "set";
      }
      case "backlog" -> backlog.post(Integer.parseInt(words.get(1)));
      case "called" -> backlog.awaitCalls(Duration.ofSeconds(Integer.parseInt(words.get(1))));
      case "done" -> backlog.done();
      case "slow" -> buyer.start(slow(Integer.parseInt(words.get(1)))).toString();
      case "cancel" -> {
        buyer.cancel(URI.create(words.get(1)));
        yield String.valueOf(System.currentTimeMillis());
      }
      default -> throw new IllegalArgumentException("unknown command " + words.getFirst());
    };
  }

  private static JsonObject slow(int seconds) {
    return Json.createObjectBuilder()
        .add("purpose", "bench")
        .add(
            "steps",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("id", "slow")
                        .add("capability", INSERT)
                        .add(
                            "input",
                            Json.createObjectBuilder()
                                .add("customer", "bench")
                                .add("seconds", seconds))))
        .build();
  }

  @Override
  public void close() {
    if (direct != null) {
      direct.close();
    }
  }
}
