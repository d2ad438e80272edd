package org.bailiwick.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.status.Tool;

/**
 * A machine with a broker as its operator sets one up: a PostgreSQL server with the broker's own
 * database and one of orders, a token of its own, a credential, asset files, and the process.
 */
final class BrokerMachine {
  private static final String SECRET = "canary-0b8f2a61-orders";
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));

  private final Nodes nodes;
  private final Path folder;
  private final int port = Nodes.freePort();
  private final int healthPort = Nodes.freePort();
  private String postgresPort;
  private Process process;
  private int runs;

  BrokerMachine(Nodes nodes) throws Exception {
    this.nodes = nodes;
    this.folder = Files.createTempDirectory("broker");
    startServer();
    makeToken();
    enrol();
    configure();
    bailiwick(SECRET + "\n", "broker", "secret", "put", "orders-admin", "--settings", settings());
  }

  /** A folder of this name that goes with the machine. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private void startServer() throws Exception {
    postgresql("start");
    postgresPort = Files.readString(folder.resolve("pg/pgpass")).split(":", 3)[1];
    sql("postgres", "create database orders");
    sql(
        "orders",
        "create role orders_writer",
        "create role orders_reader",
        "create table orders (id bigint generated always as identity primary key,"
            + " customer text not null, amount numeric)",
        "grant select, insert on orders to orders_writer",
        "grant select on orders to orders_reader",
        "create role broker_admin login createrole password '" + SECRET + "'",
        "grant orders_writer, orders_reader to broker_admin with admin option");
    Path list = folder.resolve("broker-database.properties");
    Files.write(
        list,
        Files.readAllLines(folder.resolve("pg/databases.properties")).stream()
            .filter(line -> line.startsWith("broker."))
            .toList());
    bailiwick("", "migrate", "--sql", ROOT.resolve("sql").toString(), list.toString());
  }

  private void postgresql(String verb) throws Exception {
    run(
        "",
        Map.of("POSTGRESQL_FIRST_PORT", String.valueOf(Nodes.freePort())),
        List.of(
            "bash",
            ROOT.resolve("launcher/test/postgresql.sh").toString(),
            verb,
            folder.resolve("pg").toString()));
  }

  private void makeToken() throws Exception {
    run(
        "",
        Map.of("BAILIWICK_HOME", folder.toString(), "BAILIWICK_TOKENS", "broker"),
        List.of(ROOT.resolve("hsm-config/init-token.sh").toString()));
  }

  private void enrol() throws Exception {
    Path user = folder.resolve("user.jwt");
    Files.writeString(user, new Users(nodes).token().compact());
    List<String> verb =
        new ArrayList<>(
            List.of("agent", "enrol", "--folder", credential(), "--owner", "Treasury", "--name"));
    verb.add("broker-" + UUID.randomUUID().toString().substring(0, 8));
    for (String capability : List.of("ledger.post@1", "fx.rates@1", "invoice.parse@1")) {
      verb.addAll(List.of("--capability", capability));
    }
    verb.addAll(List.of("--locator", "https://127.0.0.1:" + port + "/work"));
    verb.addAll(List.of("--user-token-file", user.toString()));
    verb.addAll(new AgentFolder(nodes, folder, "unused").device());
    bailiwick("", verb.toArray(String[]::new));
  }

  private String credential() {
    return folder.resolve("agent").toString();
  }

  String settings() {
    return folder.resolve("broker.properties").toString();
  }

  private void configure() throws IOException {
    Path pg = folder.resolve("pg");
    Files.write(
        folder.resolve("broker.properties"),
        List.of(
            "master.url=" + nodes.master(""),
            "registry.url=" + nodes.registry(""),
            "assets=assets",
            "database.url=jdbc:postgresql://127.0.0.1:" + postgresPort + "/broker",
            "database.user=broker_runtime",
            "database.password-file=" + pg.resolve("broker_runtime.password"),
            "hsm.configuration=hsm/broker.cfg",
            "hsm.pin-file=hsm/broker.pin",
            "health.listen=127.0.0.1:" + healthPort));
    Files.createDirectories(folder.resolve("assets"));
    Files.writeString(
        folder.resolve("assets/orders-db.json"),
        """
        {"asset": "orders-db", "kind": "database", "owner": "Treasury", "risk": "high",
         "url": "postgresql://127.0.0.1:%s/orders", "tls": {"mode": "none"},
         "credential": {"method": "postgresql-role", "user": "broker_admin", "secret": "orders-admin"},
         "limits": {"seconds": 20},
         "operations": [
          {"capability": "ledger.post@1", "access": "write", "roles": ["orders_writer"],
           "statement": "insert into orders (customer, amount) values (:customer, :amount) returning id, customer",
           "parameters": [{"name": "customer", "pointer": "/customer", "type": "text", "max": 100},
                          {"name": "amount", "pointer": "/amount", "type": "number"}]},
          {"capability": "fx.rates@1", "access": "read", "roles": ["orders_reader"],
           "statement": "select count(*) as orders from orders", "parameters": []},
          {"capability": "invoice.parse@1", "access": "write", "roles": ["orders_writer"],
           "statement": "insert into orders (customer, amount) select :customer, 1 from pg_sleep(:seconds) returning id",
           "parameters": [{"name": "customer", "pointer": "/customer", "type": "text", "max": 100},
                          {"name": "seconds", "pointer": "/seconds", "type": "number"}]}]}
        """
            .formatted(postgresPort));
  }

  /** Puts these files, by name, in the place of the asset files. */
  void assets(Map<String, String> files) throws IOException {
    Path assets = folder.resolve("assets");
    try (Stream<Path> old = Files.list(assets)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(assets.resolve(file.getKey() + ".json"), file.getValue());
    }
  }

  /** Adds a secret as the broker's operator does. */
  void secret(String name, String secret) throws Exception {
    bailiwick(secret + "\n", "broker", "secret", "put", name, "--settings", settings());
  }

  /** The broker's certificates, leaf first. */
  Path chain() {
    return folder.resolve("agent/chain.pem");
  }

  /** What a command of {@code ./bailiwick broker import} printed. */
  String imported(String... verb) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("broker", "import"));
    arguments.addAll(List.of(verb));
    return bailiwick("", arguments.toArray(String[]::new));
  }

  /** Starts the broker, and returns when it listens and is registered. */
  void start() throws IOException {
    runs++;
    Path log = folder.resolve("broker-" + runs + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                ROOT.resolve("bailiwick").toString(),
                "broker",
                "run",
                "--folder",
                credential(),
                "--settings",
                settings())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment());
    process = builder.start();
    await("broker")
        .atMost(Duration.ofMinutes(1))
        .until(() -> !process.isAlive() || Nodes.read(log).contains("ready work="));
    assertThat(Nodes.read(log)).contains("ready work=" + port, "registered state=listed");
  }

  /** What curl reads at this path of the broker's listener for health. */
  String told(String path) {
    return Tool.run("curl", "-sS", "http://127.0.0.1:" + healthPort + path).output();
  }

  /** A statement of the owner of the broker's own database. */
  void rewrite(String statement) throws SQLException {
    sql("broker", statement);
  }

  /** Kills the broker's process, as a crash ends it. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  void killServer() throws Exception {
    postgresql("kill");
  }

  void startServerAgain() throws Exception {
    postgresql("again");
  }

  /** What this command of {@code ./bailiwick broker} printed. */
  String broker(String... verb) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("broker"));
    arguments.addAll(List.of(verb));
    arguments.addAll(List.of("--settings", settings()));
    return bailiwick("", arguments.toArray(String[]::new));
  }

  /** What this command of the domain's officers and auditors printed. */
  String operator(String... verb) throws Exception {
    return bailiwick("", verb);
  }

  private String bailiwick(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("bailiwick").toString()));
    command.addAll(List.of(arguments));
    return run(input, environment(), command);
  }

  private Map<String, String> environment() {
    return Map.of(
        "BAILIWICK_HOME", nodes.home().toString(),
        "BAILIWICK_BUILT", "yes",
        "SOFTHSM2_CONF", folder.resolve("hsm/softhsm2.conf").toString());
  }

  private String run(String input, Map<String, String> environment, List<String> command)
      throws Exception {
    Path log = Files.createTempFile(folder, "command", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process ran = builder.start();
    ran.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    ran.getOutputStream().close();
    assertThat(ran.waitFor()).as("%s: %s", command, Nodes.read(log)).isZero();
    return Nodes.read(log);
  }

  private Connection connection(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%s/%s".formatted(postgresPort, database),
        "postgres",
        Nodes.read(folder.resolve("pg/postgres.password")).strip());
  }

  private void sql(String database, String... statements) throws SQLException {
    try (Connection connection = connection(database);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The first column of the rows of a query at the database of orders. */
  List<String> column(String query) {
    try (Connection connection = connection("orders");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> callRoles() {
    return column("select rolname from pg_roles where rolname like 'bw\\_%'");
  }

  int sessionsOfCalls() {
    return column(
            "select pid from pg_stat_activity where usename like 'bw\\_%' and state = 'active'")
        .size();
  }

  /** All files that the broker and its commands wrote outside of its database, and its log. */
  String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        all.append(Nodes.read(file));
      }
    }
    return all.toString();
  }

  /** The secret, which no log may have. */
  static String secret() {
    return SECRET;
  }

  void stop() throws Exception {
    if (process != null) {
      kill();
    }
    postgresql("stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
