package org.bailiwick.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One authority node and one domain node of the product, in a home and on ports of their own,
 * started once for all tests of the run and stopped at its end. A test that asks for it as a
 * parameter shares it, so it makes its own agents under its own names.
 */
public final class Nodes {
  /** {@code up} may have to build first. */
  private static final Duration START = Duration.ofMinutes(15);

  private static final Duration COMMAND = Duration.ofMinutes(2);

  private final Path root;
  private final Path home;
  private final Path parties;
  private final List<Integer> ports;
  private final Shell shell;

  private Nodes() {
    root = Path.of(System.getProperty("bailiwick.root", "..")).toAbsolutePath().normalize();
    Path target = root.resolve("system-tests").resolve("target");
    try {
      Path folder = Files.createTempDirectory(Files.createDirectories(target), "run");
      home = folder.resolve("home");
      parties = Files.createDirectories(folder.resolve("parties"));
      ports = freePorts(3);
      shell =
          new Shell(
              parties,
              Map.of(
                  "BAILIWICK_HOME", home.toString(),
                  "BAILIWICK_AUTHORITY_PORT", ports.get(0).toString(),
                  "BAILIWICK_HTTP_PORT", ports.get(1).toString(),
                  "BAILIWICK_DOMAIN_PORT", ports.get(2).toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() {
    bailiwick("up", "--prepare-only");
    parties("make", parties.toString());
    parties("trust", parties.toString(), home.toString());
    bailiwick("up");
  }

  /** Runs a verb of {@code ./bailiwick} on these nodes, and gives its output. */
  public String bailiwick(String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve("bailiwick").toString()));
    command.addAll(List.of(arguments));
    return shell.run(START, command);
  }

  private String parties(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(root.resolve("system-tests/src/test/sh/parties.sh").toString()));
    command.addAll(List.of(arguments));
    return shell.run(COMMAND, command);
  }

  /** Enrols an agent from a device of its own; its key and chain lie in the answer's folder. */
  public Enrolled enrol(Order order) {
    parties(
        "enrol",
        parties.toString(),
        home.toString(),
        order.name(),
        order.owner(),
        order.capabilitiesJson(),
        order.locator());
    return new Enrolled(order, parties.resolve("agents").resolve(order.name()));
  }

  /** The state folder of the nodes. */
  public Path home() {
    return home;
  }

  /** The root of the domain, PEM. */
  public Path anchor() {
    return home.resolve("root.pem");
  }

  public String authorityUrl() {
    return "https://127.0.0.1:" + ports.get(0);
  }

  public String domainUrl() {
    return "https://127.0.0.1:" + ports.get(2);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  /** What an agent asks for at its enrolment. */
  public record Order(String name, String owner, List<String> capabilities, String locator) {
    public Order {
      capabilities = List.copyOf(capabilities);
    }

    String capabilitiesJson() {
      return capabilities.isEmpty() ? "[]" : "[\"" + String.join("\",\"", capabilities) + "\"]";
    }
  }

  /** An enrolled agent: {@code key.pem} (PKCS #8) and {@code chain.pem} (leaf first). */
  public record Enrolled(Order order, Path folder) {
    public Path key() {
      return folder.resolve("key.pem");
    }

    public Path chain() {
      return folder.resolve("chain.pem");
    }
  }

  /** Gives the run's nodes to tests that ask for them. */
  public static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Nodes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Nodes.class))
          .getOrComputeIfAbsent(Running.class)
          .nodes();
    }
  }

  /** Ended by JUnit with the run. */
  static final class Running implements AutoCloseable {
    private final Nodes nodes = new Nodes();

    Running() {
      nodes.start();
    }

    Nodes nodes() {
      return nodes;
    }

    @Override
    public void close() {
      nodes.bailiwick("down");
    }
  }
}
