package org.bailiwick.bench.domain;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.CommandLines;
import org.bailiwick.bench.load.Load;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.Locator;

/**
 * Puts load on a domain node and on Keycloak, as {@code bench/domain.sh} tells it by lines on the
 * standard input. Each line gets one line as its answer:
 *
 * <pre>
 * enrol                            enrols and registers the agents, and starts the one that is called
 * prepare OPERATION REQUESTS       makes requests
 * full OPERATION CONNECTIONS SECONDS
 * paced OPERATION RATE SECONDS
 * finish OPERATION
 * revoke AGENTS                    measures how long tokens of revoked agents are accepted
 * </pre>
 *
 * <p>{@link WorkCommands} has those of {@code bench/work.sh}. One process does all of it, so that
 * its code is compiled and its agent runs throughout.
 */
public final class DomainLoad implements AutoCloseable {
  private static final int MILLIS = 1000;

  private final BenchProperties properties;
  private final Enrolments enrolments;
  private final Buyer buyer;
  private final TlsIdentity identities;
  private BenchAgent agent;
  private WorkCommands work;
  private Map<String, Operation> operations = Map.of();

  private DomainLoad(BenchProperties properties) throws IOException {
    this.properties = properties;
    this.identities = new TlsIdentity(Pem.certificates(properties.text("roots")));
    this.enrolments = new Enrolments(properties, identities);
    this.buyer = new Buyer(properties, identities);
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: DomainLoad PROPERTIES");
      System.exit(2);
    }
    // The agent's server writes header and body of an answer separately; with Nagle's algorithm the
    // second write would wait for the peer's delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try (DomainLoad load = new DomainLoad(new BenchProperties(Path.of(arguments[0])))) {
      CommandLines.serve(load::answer);
    }
  }

  private String answer(List<String> words) throws IOException, InterruptedException {
    return switch (words.getFirst()) {
      case "enrol" -> {
        enrol();
        yield "enrolled";
      }
      case "prepare" -> {
        operation(words).prepare(Integer.parseInt(words.get(2)));
        yield "prepared";
      }
      case "full" ->
          Load.full(operation(words), Integer.parseInt(words.get(2)), seconds(words)).line();
      case "paced" ->
          Load.paced(operation(words), Double.parseDouble(words.get(2)), seconds(words)).line();
      case "finish" -> {
        operation(words).finish();
        yield "finished";
      }
      case "revoke" ->
          new Revocations(properties, identities, enrolments)
              .measured(Integer.parseInt(words.get(1)))
              .line();
      default -> work.answer(words);
    };
  }

  private void enrol() throws IOException {
    int port = Integer.parseInt(properties.required("agent.port"));
    int names = Integer.parseInt(properties.required("renewed-agents"));
    Enrolments.Enrolled worker =
        enrolments.agent(
            "bench-worker",
            CapabilitySet.of(BenchAgent.STEP, BenchAgent.KEPT),
            Locator.parse("https://127.0.0.1:" + port + "/work"));
    enrolments.agent(
        "bench-callee",
        CapabilitySet.parse(List.of("receipt.write@1")),
        Locator.parse("https://127.0.0.1:7001/work"));
    enrolments.register(names);
    agent = BenchAgent.start(properties, worker, port);
    work = new WorkCommands(properties, identities, buyer, agent);
    operations =
        new Operations(
                properties,
                buyer,
                agent,
                enrolments,
                identities.of(worker.key(), worker.chain()).getSocketFactory())
            .all(names);
  }

  private Operation operation(List<String> words) {
    Operation operation = operations.get(words.get(1));
    if (operation == null) {
      throw new IllegalArgumentException("there is no operation " + words.get(1));
    }
    return operation;
  }

  private static Duration seconds(List<String> words) {
    return Duration.ofMillis(Math.round(MILLIS * Double.parseDouble(words.get(3))));
  }

  @Override
  public void close() {
    if (agent != null) {
      work.close();
      agent.close();
    }
    buyer.close();
    enrolments.close();
  }
}
