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
import java.util.List;

/**
 * A PostgreSQL server of this JVM with a database of orders, and the role by which a broker makes
 * roles there.
 */
public final class OrdersServer {
  public static final String BROKER = "bailiwick_broker";
  public static final String PASSWORD = "canary-3f9b0c55-admin";

  private static final Path SCRIPT = Path.of("..", "launcher", "test", "postgresql.sh");

  private final Path folder;
  private final int port;
  private final String superuser;

  private OrdersServer(Path folder) throws IOException {
    this.folder = folder;
    this.port = Integer.parseInt(Files.readString(folder.resolve("pgpass")).split(":", 3)[1]);
    this.superuser = Files.readString(folder.resolve("postgres.password")).strip();
  }

  /** Starts the server; its log has every statement. */
  public static OrdersServer start() throws Exception {
    Path folder = Files.createTempDirectory("broker-postgresql");
    run(folder, "start", "log_statement=all", "log_min_error_statement=debug5");
    OrdersServer server = new OrdersServer(folder);
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
  }
}
