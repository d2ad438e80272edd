package org.bailiwick.bench.onboarding;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.CommandLines;
import org.bailiwick.bench.load.Load;
import org.bailiwick.bench.load.LoadResult;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.PreparedRequests;
import org.bailiwick.bench.load.Request;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.contract.credential.Pem;

/**
 * Puts load on the sidecar injector and on the Workload API of an agent proxy, as {@code
 * bench/onboarding.sh} tells it by lines on the standard input. Each line gets one line as its
 * answer:
 *
 * <pre>
 * prepare OPERATION COUNT
 * full OPERATION CONNECTIONS SECONDS
 * paced OPERATION RATE SECONDS
 * watch CONNECTIONS WATCHERS       opens watchers of X.509-SVIDs, so many on each connection
 * pushed                           waits until all of them have the next X.509-SVID
 * </pre>
 *
 * The operations are {@code webhook}, a question about a pod that gets a sidecar, and {@code svid},
 * one X.509-SVID with its bundles.
 */
public final class OnboardingLoad {
  private static final int OK = 200;
  private static final int MILLIS = 1000;

  private final BenchProperties properties;
  private final Map<String, Operation> operations;
  private final SvidWatchers watchers;

  private OnboardingLoad(BenchProperties properties) throws IOException {
    this.properties = properties;
    String socket = "unix:" + properties.required("workload-api");
    this.operations = Map.of("webhook", webhook(), "svid", new SvidFetches(socket));
    this.watchers = new SvidWatchers(socket, Path.of(properties.required("workload.chain")));
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: OnboardingLoad PROPERTIES");
      System.exit(2);
    }
    CommandLines.serve(new OnboardingLoad(new BenchProperties(Path.of(arguments[0])))::answer);
  }

  private Operation webhook() throws IOException {
    SSLSocketFactory tls =
        new TlsIdentity(Pem.certificates(properties.text("roots")))
            .withoutCertificate()
            .getSocketFactory();
    Request question =
        Request.json(
            tls, URI.create(properties.required("webhook.url")), properties.text("webhook.body"));
    return new PreparedRequests(
        PreparedRequests.Source.repeating(() -> question),
        answer -> answer.status() == OK && answer.body().contains("\"patch\""));
  }

  private String answer(List<String> words) throws IOException, InterruptedException {
    return switch (words.getFirst()) {
      case "prepare" -> {
        operation(words).prepare(number(words, 2));
        yield "prepared";
      }
      case "full" -> line(Load.full(operation(words), number(words, 2), seconds(words)));
      case "paced" ->
          line(Load.paced(operation(words), Double.parseDouble(words.get(2)), seconds(words)));
      case "watch" -> watchers.open(number(words, 1), number(words, 2));
      case "pushed" -> watchers.next();
      default -> throw new IllegalArgumentException("unknown command " + words.getFirst());
    };
  }

  private static String line(LoadResult result) {
    return result.line() + String.format(Locale.ROOT, " longest_ms=%.3f", result.millis(1));
  }

  private static int number(List<String> words, int place) {
    return Integer.parseInt(words.get(place));
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
}
