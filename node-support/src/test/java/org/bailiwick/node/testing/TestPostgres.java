package org.bailiwick.node.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL server that tests may fill and empty: {@code -Dpostgres=FILE} names its
 * databases.properties, as {@code launcher/test/postgresql.sh} leaves it, with a database, an owner
 * and a runtime role for each component.
 */
public final class TestPostgres {
  /** The system property. */
  public static final String PROPERTY = "postgres";

  /**
   * Empties the tables that have rows, as a schema made anew would be, in a small part of its time.
   */
  private static final String EMPTY =
      """
      do $$ declare named text; filled boolean; begin
        for named in select tablename from pg_tables where schemaname = 'public' loop
          execute format('select exists (select from public.%I)', named) into filled;
          if filled then execute format('truncate public.%I cascade', named); end if;
        end loop;
        for named in select sequencename from pg_sequences where schemaname = 'public' and last_value is not null loop
          execute format('alter sequence public.%I restart', named);
        end loop;
        for named in select tablename from pg_tables where schemaname = 'first_rows' loop
          execute format('insert into public.%1$I overriding system value select * from first_rows.%1$I', named);
        end loop;
      end $$""";

  /** Keeps the rows that the scripts wrote. */
  private static final String KEEP =
      """
      do $$ declare named text; filled boolean; begin
        drop schema if exists first_rows cascade;
        create schema first_rows;
        for named in select tablename from pg_tables where schemaname = 'public' loop
          execute format('select exists (select from public.%I)', named) into filled;
          if filled then execute format('create table first_rows.%1$I as table public.%1$I', named); end if;
        end loop;
      end $$""";

  /** Sums up what a test may have changed beside rows: tables, rights, constraints, triggers. */
  private static final String SHAPE =
      """
      select md5(coalesce(string_agg(part, ',' order by part), '')) from (
        select concat_ws(' ', c.relname, c.relkind, c.relacl, a.attname, a.atttypid, a.attnotnull, a.attacl) as part
          from pg_class c left join pg_attribute a on a.attrelid = c.oid where c.relnamespace = 'public'::regnamespace
        union all
        select concat_ws(' ', conname, contype, conrelid::regclass) from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select concat_ws(' ', tgname, tgenabled, tgrelid::regclass) from pg_trigger t join pg_class c on c.oid = t.tgrelid
          where c.relnamespace = 'public'::regnamespace
      ) parts""";

  /** By URL; a log-in takes longer than what is asked. */
  private static final Map<String, Connection> KEPT = new ConcurrentHashMap<>();

  /** Each database, as this process last made it. */
  private static final Map<String, Made> MADE = new ConcurrentHashMap<>();

  private record Made(List<String> scripts, String shape) {}

  private final Properties databases = new Properties();

  private TestPostgres(Path file) {
    try (Reader in = Files.newBufferedReader(file)) {
      databases.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server of this run, if it has one. */
  public static Optional<TestPostgres> given() {
    String file = System.getProperty(PROPERTY, "");
    return file.isEmpty() ? Optional.empty() : Optional.of(new TestPostgres(Path.of(file)));
  }

  /** A setting of a component in the list: {@code url}, {@code user}, {@code runtime-user}, … */
  public String setting(String component, String key) {
    return databases.getProperty(component + "." + key);
  }

  /** A URL that logs in as the owner role. */
  public String ownerUrl(String component) {
    return url(component, "user", "password-file");
  }

  /** A URL that logs in as a node does. */
  public String runtimeUrl(String component) {
    return url(component, "runtime-user", "runtime-password-file");
  }

  /** A URL that logs in as what removes expired records of the authority. */
  public String archiveUrl() {
    return url("aca", "archive-user", "archive-password-file");
  }

  private String url(String component, String user, String passwordFile) {
    try {
      return setting(component, "url")
          + "?user="
          + setting(component, user)
          + "&password="
          + Files.readString(Path.of(setting(component, passwordFile))).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes everything out of a component's database. */
  public void empty(String component) {
    MADE.remove(component);
    run(component, "drop schema public cascade; create schema public");
  }

  /** A component's database as these scripts leave an empty one. */
  public void prepare(String component, List<String> scripts) {
    Made made = MADE.remove(component);
    if (made != null && made.equals(new Made(scripts, shape(component)))) {
      run(component, EMPTY);
      MADE.put(component, made);
      return;
    }
    empty(component);
    scripts.forEach(script -> run(component, script));
    run(component, KEEP);
    MADE.put(component, new Made(scripts, shape(component)));
  }

  private Connection owner(String component) throws SQLException {
    return kept(ownerUrl(component));
  }

  /** The connection of this process to a URL, which nobody closes. */
  static synchronized Connection kept(String url) throws SQLException {
    Connection kept = KEPT.get(url);
    if (kept == null || kept.isClosed()) {
      kept = DriverManager.getConnection(url);
      KEPT.put(url, kept);
    }
    return kept;
  }

  private String shape(String component) {
    try (Statement statement = owner(component).createStatement();
        ResultSet row = statement.executeQuery(SHAPE)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs SQL as the owner role. */
  public void run(String component, String sql) {
    try (Statement statement = owner(component).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String nameOf(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** The SQL that gives the runtime role its rights, as {@code migrate} does. */
  public String grants(String component) {
    try {
      return Files.readString(Path.of("..", "sql", "postgresql", component, "R__grants.sql"))
          .replace("${runtime-user}", setting(component, "runtime-user"))
          .replace(
              "${archive-user}", databases.getProperty(component + ".archive-user", "pg_no_role"))
          .replace("${flyway:database}", nameOf(setting(component, "url")))
          .replace("${flyway:defaultSchema}", "public");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
