package org.bailiwick.system;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;

/**
 * Both nodes as real processes by {@code ./bailiwick up} in an empty home, with the outside parties
 * of the demo. Started once for all tests of a process, stopped when that ends.
 */
public final class Nodes {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Path TARGET = ROOT.resolve("system-tests/target");

  private static Nodes running;

  private final Path folder;
  private final String database;
  private final Properties addresses = new Properties();

  private Nodes(Path folder, String database) {
    this.folder = folder;
    this.database = database;
  }

  /** The nodes of this process; the first call takes a minute. */
  public static synchronized Nodes running() {
    if (running == null) {
      Nodes nodes = new Nodes(TARGET.resolve(TestProcess.own("nodes")), chosenDatabase());
      nodes.start(Map.of(), home -> {});
      running = nodes;
    }
    return running;
  }

  /** A change of a home before its nodes start for the first time. */
  @FunctionalInterface
  public interface Change {
    void in(Path home) throws IOException;
  }

  /** An authority of a test's own, without a domain node, for what others must not see. */
  public static Nodes authorityAlone(String name) {
    return authorityAlone(name, chosenDatabase());
  }

  /** The same, on {@code h2} or {@code postgresql}, whatever the run is on. */
  public static Nodes authorityAlone(String name, String database) {
    return authorityAlone(name, database, home -> {});
  }

  /** The same of a changed home. */
  public static Nodes authorityAlone(String name, Change change) {
    return authorityAlone(name, chosenDatabase(), change);
  }

  /** The same of a changed home, on that database. */
  public static Nodes authorityAlone(String name, String database, Change change) {
    Nodes nodes = new Nodes(TARGET.resolve(name), database);
    nodes.start(Map.of(), change, "authority");
    return nodes;
  }

  /** The same, of a ceremony that made no key of this label, as those did that were held before. */
  public static Nodes authorityWithout(String key, String name) {
    Nodes nodes = new Nodes(TARGET.resolve(name), chosenDatabase());
    nodes.start(Map.of("CEREMONY_WITHOUT", key), home -> {}, "authority");
    return nodes;
  }

  /** Both nodes of a test's own, on {@code h2} or {@code postgresql}. */
  public static Nodes own(String name, String database, Change change) {
    Nodes nodes = new Nodes(TARGET.resolve(name), database);
    nodes.start(Map.of(), change);
    return nodes;
  }

  /** The same on H2 with a second officer, {@code officer-2}. */
  public static Nodes withTwoOfficers(String name, Change change) {
    Nodes nodes = new Nodes(TARGET.resolve(name), "h2");
    nodes.start(Map.of("SECOND_OFFICER", "officer-2"), change);
    return nodes;
  }

  /** The same with so many domain nodes, on PostgreSQL, and HAProxy before them. */
  public static Nodes withDomainNodes(String name, int count, Change change) {
    Nodes nodes = new Nodes(TARGET.resolve(name), "postgresql");
    nodes.start(Map.of("BAILIWICK_DOMAIN_NODES", String.valueOf(count)), change);
    return nodes;
  }

  /** An authority of a test's own that serves a further trust domain too. */
  public static Nodes authorityOfTwo(String name, String further) {
    return authorityOfTwo(name, further, chosenDatabase());
  }

  /** The same, both on {@code h2} or {@code postgresql}, whatever the run is on. */
  public static Nodes authorityOfTwo(String name, String further, String database) {
    Nodes nodes = new Nodes(TARGET.resolve(name), database);
    String ports = "%d %d %d".formatted(freePort(), freePort(), freePort());
    nodes.start(Map.of("SECOND_DOMAIN", further, "SECOND_PORTS", ports), home -> {}, "authority");
    return nodes;
  }

  /** The further trust domain of this name, as nodes of its own. */
  public Nodes further(String trustDomain) {
    Nodes nodes = new Nodes(folder.resolve(trustDomain), database);
    nodes.readAddresses();
    return nodes;
  }

  private static String chosenDatabase() {
    return System.getProperty("system.database", "h2");
  }

  /** A further authority node on the database and the token of this one. */
  public Nodes joined() {
    Nodes second = new Nodes(folder.resolve("joined"), database);
    String[] ports = {String.valueOf(freePort()), String.valueOf(freePort())};
    second.join(Map.of(), "join", home().toString(), ports[0], ports[1]);
    return second;
  }

  /** The same, for the further trust domain of this name too. */
  public Nodes joined(String further) {
    Nodes second = new Nodes(folder.resolve("joined"), database);
    Map<String, String> added =
        Map.of("SECOND_DOMAIN", further, "SECOND_PORTS", freePort() + " " + freePort());
    String[] ports = {String.valueOf(freePort()), String.valueOf(freePort())};
    second.join(added, "join", home().toString(), ports[0], ports[1]);
    return second;
  }

  /** Ends nodes of a test's own. */
  public void stop() {
    script("stop");
  }

  private void start(Map<String, String> environment, Change change, String... which) {
    begin();
    script(environment, "prepare");
    try {
      change.in(home());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    String[] command = Stream.concat(Stream.of("start"), Stream.of(which)).toArray(String[]::new);
    Machine.forStart(() -> script(command));
    readAddresses();
  }

  /** Removes what an earlier run left, and has these nodes end with this process. */
  private void begin() {
    if (Files.isDirectory(folder)) {
      script("stop");
      Script.delete(folder);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> script("stop")));
  }

  private void join(Map<String, String> environment, String... which) {
    begin();
    Machine.forStart(() -> script(environment, which));
    readAddresses();
  }

  private void readAddresses() {
    try (Reader reader = Files.newBufferedReader(folder.resolve("run.properties"))) {
      addresses.load(reader);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A port of the loopback address that nobody listens at. */
  public static int freePort() {
    return TestProcess.freePort();
  }

  /** Ends a node's process without notice. */
  public void kill(String node) {
    ProcessHandle.of(process(node))
        .ifPresent(
            handle -> {
              handle.destroyForcibly();
              handle.onExit().join();
            });
  }

  /** Starts the node that was killed, and returns when both are ready. */
  public void restart() {
    restart(Map.of());
  }

  /** The PostgreSQL server that these nodes are on. */
  public PostgresServer postgresql() {
    return new PostgresServer(ROOT, folder);
  }

  /** The same, with more in the environment of the node. */
  public void restart(Map<String, String> environment) {
    Machine.shared(() -> script(environment, "restart"));
  }

  /** Starts a node that was killed, where the other one never ran. */
  public void restartAlone(String node) {
    restartAlone(node, Map.of());
  }

  /** The same, with more in the environment of the node. */
  public void restartAlone(String node, Map<String, String> environment) {
    Machine.shared(() -> script(environment, "restart_alone", node));
  }

  /** Starts another process of this domain node's name at this port, from a copy of the home. */
  public void startTwin(String node, int port) {
    Machine.shared(() -> script("twin", node, String.valueOf(port)));
  }

  /** Ends it. */
  public void stopTwin() {
    script("stop_twin");
  }

  /** The process id of a node. */
  public long process(String node) {
    return Long.parseLong(read(home().resolve("run").resolve(node + ".pid")).strip());
  }

  /**
   * Starts Keycloak on this port as identity provider and as authorization server of the partner
   * cloud.example; it is ready a little later.
   */
  public void startKeycloak(int port, int unusedPort) {
    script(
        "keycloak",
        System.getProperty("keycloak.home"),
        String.valueOf(port),
        String.valueOf(unusedPort),
        address("domain"));
  }

  /** Starts HAProxy before the node of this address; it listens a moment later at this port. */
  public void startProxy(int port, URI node) {
    script("proxy", String.valueOf(port), String.valueOf(node.getPort()));
  }

  public URI authority(String path) {
    return URI.create(address("authority") + path);
  }

  public URI plain(String path) {
    return URI.create(address("plain") + path);
  }

  public URI registry(String path) {
    return URI.create(address("domain") + "/ars" + path);
  }

  public URI master(String path) {
    return URI.create(address("domain") + path);
  }

  /** The address of an outside party: {@code idp}, {@code partner-as} or {@code receiver}. */
  public String address(String party) {
    return addresses.getProperty(party);
  }

  public Path home() {
    return folder.resolve("home");
  }

  /** The outside parties' folder: {@code idp}, {@code maker}, {@code partner}, {@code other}. */
  public Path outside() {
    return folder.resolve("outside");
  }

  public X509Certificate root() {
    return Pem.certificates(read(home().resolve("root.pem"))).getFirst();
  }

  /** The fingerprint by which agents pin the domain's root: its SHA-256 in hex. */
  public String rootFingerprint() {
    return read(home().resolve("authority/bailiwick.properties"))
        .lines()
        .filter(line -> line.startsWith("node.root-fingerprint="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst()
        .orElseThrow();
  }

  /** The demo's agents. */
  public Path demo() {
    return ROOT.resolve("demo/target/demo.jar");
  }

  /** {@code officer-1} or {@code auditor-1}. */
  public TestLeaf operator(String name) {
    return leaf(home().resolve("operators"), name);
  }

  /** A partner's agent: {@code buyer}, {@code thief} or {@code dismissed}. */
  public TestLeaf partner(String name) {
    return leaf(outside().resolve("partner"), name);
  }

  /** An agent of the second partner: {@code seller}. */
  public TestLeaf otherPartner(String name) {
    return leaf(outside().resolve("other"), name);
  }

  /** {@code <name>.key} and {@code <name>.pem} of a folder. */
  public static TestLeaf leaf(Path folder, String name) {
    return new TestLeaf(
        Pem.privateKey(read(folder.resolve(name + ".key"))),
        Pem.certificates(read(folder.resolve(name + ".pem"))));
  }

  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void script(String... arguments) {
    script(Map.of(), arguments);
  }

  private void script(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("bash");
    command.add(ROOT.resolve("system-tests/src/test/sh/nodes.sh").toString());
    command.add(ROOT.toString());
    command.add(folder.toString());
    command.addAll(List.of(arguments));
    Map<String, String> all = new HashMap<>(environment);
    all.put("SYSTEM_DATABASE", database);
    all.putAll(TestProcess.firstPorts());
    Path log = TARGET.resolve(folder.getFileName() + "-" + arguments[0] + ".log");
    if (Script.run(command, all, log) != 0 && !arguments[0].equals("stop")) {
      throw new IllegalStateException(arguments[0] + " failed:\n" + read(log));
    }
  }
}
