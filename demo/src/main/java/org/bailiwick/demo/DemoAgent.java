package org.bailiwick.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.client.work.AgentRuntime;
import org.bailiwick.client.work.AnswerStore;
import org.bailiwick.client.work.RecentAnswers;
import org.bailiwick.client.work.Work;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;

/** Runs one agent until it is stopped: {@code java -jar demo.jar <agent> <properties file>}. */
public final class DemoAgent {
  private DemoAgent() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      System.err.println(
          "usage: demo.jar invoice-reader|rate-finder|ledger-writer|receipt-writer"
              + " FILE.properties");
      System.exit(2);
    }
    // The server writes header and body of an answer separately; with Nagle's algorithm the second
    // write would wait for the peer's delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      run(arguments[0], AgentProperties.read(Path.of(arguments[1])));
    } catch (ProblemException e) {
      System.err.println(e.type().slug() + ": " + e.detail());
      System.exit(1);
    }
  }

  private static void run(String agent, AgentProperties properties)
      throws IOException, InterruptedException {
    try (AgentRuntime runtime = start(agent, properties)) {
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(runtime::close, "stop"));
      System.out.println("ready " + properties.locator() + " as " + properties.self());
      stopped.await();
    }
  }

  /** Starts the agent with this name. */
  static AgentRuntime start(String agent, AgentProperties properties) throws IOException {
    return switch (agent) {
      case "invoice-reader" ->
          serve(properties, "invoice.parse@1", new InvoiceReader(), new RecentAnswers());
      case "rate-finder" -> serve(properties, "fx.rates@1", new RateFinder(), new RecentAnswers());
      case "ledger-writer" -> {
        Database database = Database.open(properties.database());
        BookingStore bookings = new BookingStore(database, Clock.systemUTC());
        LedgerWriter work = new LedgerWriter(bookings, new ReceiptRequest(properties));
        yield serve(properties, "ledger.post@1", work, new StoredAnswers(database));
      }
      case "receipt-writer" -> {
        Database database = Database.open(properties.database());
        ReceiptWriter work = new ReceiptWriter(database, Clock.systemUTC());
        yield serve(properties, "receipt.write@1", work, new StoredAnswers(database));
      }
      default -> throw new IllegalArgumentException("there is no agent " + agent);
    };
  }

  private static AgentRuntime serve(
      AgentProperties properties, String capability, Work work, AnswerStore answers)
      throws IOException {
    return AgentRuntime.start(
        properties.runtime(), Map.of(Capability.parse(capability), work), answers);
  }
}
