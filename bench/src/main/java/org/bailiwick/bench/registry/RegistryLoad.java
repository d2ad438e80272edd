package org.bailiwick.bench.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.CommandLines;
import org.bailiwick.bench.load.Load;
import org.bailiwick.bench.load.LoadResult;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.contract.credential.Pem;

/**
 * Puts load on a registry and on Apicurio Registry, as {@code bench/registry.sh} tells it by lines
 * on the standard input. Each line gets one line as its answer:
 *
 * <pre>
 * caller FILE                      enrols the agent that asks, and writes its certificate
 * enrol COUNT PREFIX               enrols agents, which the operation registration registers
 * agents COUNT                     how many made-up agents are listed: those that are asked for
 * prepare OPERATION REQUESTS       makes requests
 * full OPERATION CONNECTIONS SECONDS
 * paced OPERATION RATE SECONDS
 * revoke COUNT                     from the answer to a revocation to the first search without it
 * </pre>
 */
public final class RegistryLoad implements AutoCloseable {
  private static final int MILLIS = 1000;

  private final BenchProperties properties;
  private final TlsIdentity identities;
  private final RealAgents agents;
  private RealAgents.Enrolled caller;
  private Map<String, Operation> operations = Map.of();

  private RegistryLoad(BenchProperties properties) throws IOException {
    this.properties = properties;
    this.identities = new TlsIdentity(Pem.certificates(properties.text("roots")));
    this.agents = new RealAgents(properties, identities);
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: RegistryLoad PROPERTIES");
      System.exit(2);
    }
    try (RegistryLoad load = new RegistryLoad(new BenchProperties(Path.of(arguments[0])))) {
      CommandLines.serve(load::answer);
    }
  }

  private String answer(List<String> words) throws IOException, InterruptedException {
    return switch (words.getFirst()) {
      case "caller" -> {
        caller = agents.enrolled("bench-caller");
        agents.writeTemplate(caller, Path.of(words.get(1)));
        yield "enrolled";
      }
      case "enrol" -> {
        agents.enrol(number(words, 1), words.get(2));
        yield "enrolled";
      }
      case "agents" -> {
        operations =
            new RegistryOperations(properties, agents, agents.tls(caller), number(words, 1)).all();
        yield "known";
      }
      case "prepare" -> {
        operation(words).prepare(number(words, 2));
        yield "prepared";
      }
      case "full" -> line(Load.full(operation(words), number(words, 2), seconds(words)));
      case "paced" ->
          line(Load.paced(operation(words), Double.parseDouble(words.get(2)), seconds(words)));
      case "revoke" ->
          line(
              new RevokedAgents(properties, identities, agents, agents.tls(caller))
                  .measured(number(words, 1)));
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

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was parsed has an encoding", e);
    }
  }

  @Override
  public void close() {
    agents.close();
  }
}
