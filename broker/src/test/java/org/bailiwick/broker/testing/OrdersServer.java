package org.bailiwick.broker.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of this JVM with a database of orders, and the role by which a broker makes
 * roles there.
 */
public final class OrdersServer {
  public static final String BROKER = "bailiwick_broker";
  public static final String PASSWORD = "canary-3f9b0c55-admin";

  private static final Path SCRIPT = Path.of("..", "launcher", "test", "postgresql.sh");

  private final Path folder;
  private final Path tls;
  private final int port;
  private final String superuser;

  private OrdersServer(Path folder, Path tls) throws IOException {
    this.folder = folder;
    this.tls = tls;
    this.port = Integer.parseInt(Files.readString(folder.resolve("pgpass")).split(":", 3)[1]);
    this.superuser = Files.readString(folder.resolve("postgres.password")).strip();
  }

  /** Starts the server; its log has every statement. */
  public static OrdersServer start() throws Exception {
    Path folder = Files.createTempDirectory("broker-postgresql");
    Path tls = certified();
    run(
        folder,
        "start",
        "log_statement=all",
        "log_connections=on",
        "ssl=on",
        "ssl_cert_file=" + tls.resolve("server.pem"),
        "ssl_key_file=" + tls.resolve("server.key"));
    OrdersServer server = new OrdersServer(folder, tls);
    server.sql("create database orders");
    server.sql(
        "create role " + BROKER + " login createrole password '" + PASSWORD + "'",
        "create role orders_writer",
        "create role orders_reader",
        "create table orders (id bigint generated always as identity primary key, customer text"
            + " not null, amount numeric, note text, made timestamptz default now())",
        "grant insert on orders to orders_writer",
        "grant select on orders to orders_writer, orders_reader",
        "grant orders_writer, orders_reader to " + BROKER + " with admin option");
    return server;
  }

  /**
   * A folder with a certificate of the server for 127.0.0.1, and its key, which the server's
   * account owns; openssl makes them, and a second CA of the same name.
   */
  private static Path certified() throws Exception {
    Path folder = Files.createTempDirectory("broker-tls");
    String made =
        """
        set -e; cd '%s'
        for ca in ca other; do
          openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $ca.key -out $ca.pem -subj /CN=database-ca -days 2
        done
        openssl req -x509 -CA ca.pem -CAkey ca.key -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.pem \
          -subj /CN=db -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE -days 2
        chmod 755 .; chmod 644 *.pem; chmod 600 server.key
        if [ "$(id -u)" = 0 ]; then chown postgres server.key; fi
        """
            .formatted(folder);
    Process process =
        new ProcessBuilder("bash", "-c", made)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("openssl.log")));
    }
    return folder;
  }

  /** The certificate of the CA that certified the server. */
  public Path ca() {
    return tls.resolve("ca.pem");
  }

  /** The certificate of another CA of the same name. */
  public Path otherCa() {
    return tls.resolve("other.pem");
  }

  private static void run(Path folder, String verb, String... settings) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", SCRIPT.toString(), verb, folder.toString()));
    command.addAll(List.of(settings));
    Path log = folder.resolve(verb + ".script.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(verb + ": " + Files.readString(log));
    }
  }

  public int port() {
    return port;
  }

  /** Ends it without notice; what it holds stays. */
  public void kill() throws Exception {
    run(folder, "kill");
  }

  public void startAgain() throws Exception {
    run(folder, "again");
  }

  private Connection connection(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", superuser);
  }

  /** Executes statements as superuser; the one that creates the database runs in another. */
  public void sql(String... statements) throws SQLException {
    boolean creates = statements[0].startsWith("create database");
    try (Connection connection = connection(creates ? "postgres" : "orders");
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The first column of the rows, as texts. */
  public List<String> column(String query) throws SQLException {
    try (Connection connection = connection("orders");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** The roles of calls that there are now. */
  public List<String> callRoles() throws SQLException {
    return column("select rolname from pg_roles where rolname like 'bw\\_%'");
  }

  /** All that the server has logged. */
  public String log() throws Exception {
    Path data = Path.of(Files.readString(folder.resolve("server")).strip());
    Process process =
        new ProcessBuilder("cat", data.resolve("log").toString()).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  public void stop() throws Exception {
    run(folder, "stop");
    for (Path made : List.of(folder, tls)) {
      try (Stream<Path> files = Files.walk(made)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
