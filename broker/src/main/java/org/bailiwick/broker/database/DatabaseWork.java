package org.bailiwick.broker.database;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.backend.Marks;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The work at one database: (1) read the values from the input, (2) log in as the broker's own
 * role, (3) settle an earlier attempt, (4) open the lease, (5) make the role of the call, (6)
 * execute the statement as that role, (7) end the role's sessions, drop it, and end the lease.
 */
final class DatabaseWork implements BackEndWork {
  private static final Duration ADMIN_TIME = Duration.ofSeconds(10);
  private static final Duration MARGIN = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final DatabaseRules rules;
  private final BackEndTools tools;
  private final PostgresLogin login;
  private final Marks marks;

  DatabaseWork(DatabaseRules rules, BackEndTools tools, Marks marks) {
    this.rules = rules;
    this.tools = tools;
    this.login = new PostgresLogin(rules);
    this.marks = marks;
  }

  /** What runs with a connection of the broker's own role. */
  private interface AdminWork<T> {
    T with(Connection admin) throws SQLException;
  }

  @Override
  public boolean settlesRepeats() {
    return true;
  }

  @Override
  public BackEndAnswer perform(BackEndCall call) {
    DatabaseOperation operation = rules.operations().get(call.operation().capability());
    try {
      List<Optional<Object>> values = operation.values(call.input());
      return admin(connection -> settled(connection, call, operation, values));
    } catch (InputFault fault) {
      return new BackEndAnswer.Refused(fault.getMessage());
    } catch (SQLException e) {
      // An earlier attempt may still have to be settled, so this is never the last word.
      return SqlOutcome.of(e) instanceof BackEndAnswer.Busy busy
          ? busy
          : new BackEndAnswer.Busy("back-end-roles", LATER);
    }
  }

  private <T> T admin(AdminWork<T> work) throws SQLException {
    char[] password = tools.secrets().use(rules.secret(), DatabaseWork::characters);
    try (Connection admin = login.open(rules.user(), password, ADMIN_TIME)) {
      Arrays.fill(password, '\0');
      return work.with(admin);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] characters(byte[] secret) {
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(secret));
    char[] password = new char[decoded.remaining()];
    decoded.get(password);
    Arrays.fill(decoded.array(), '\0');
    return password;
  }

  /** By its mark, an earlier attempt has either committed, and is answered, or is done again. */
  private BackEndAnswer settled(
      Connection admin,
      BackEndCall call,
      DatabaseOperation operation,
      List<Optional<Object>> values)
      throws SQLException {
    Optional<Marks.Mark> mark = marks.find(call.idempotencyKey());
    if (mark.isEmpty()) {
      return leased(admin, call, operation, values);
    }
    return switch (CallTransaction.status(admin, mark.get().text())) {
      case COMMITTED -> new BackEndAnswer.Done(mark.get().output());
      case ABORTED -> leased(admin, call, operation, values);
      case IN_PROGRESS -> new BackEndAnswer.Busy("earlier-attempt-in-progress", SOON);
      case UNKNOWN -> new BackEndAnswer.Unsure("outcome-unknown");
    };
  }

  private BackEndAnswer leased(
      Connection admin,
      BackEndCall call,
      DatabaseOperation operation,
      List<Optional<Object>> values)
      throws SQLException {
    CallRole role = CallRole.random();
    Instant expires = call.deadline().plus(MARGIN);
    Leases.Held lease = tools.leases().open(call, role.name(), expires);
    try {
      role.create(admin, operation.roles(), Duration.between(tools.clock().instant(), expires));
      lease.made();
      BackEndAnswer answer =
          new CallTransaction(login, rules.limits(), marks, tools.clock())
              .run(call, operation, values, role);
      return lease.hasTokenEnded() ? afterEnd(answer) : answer;
    } finally {
      end(admin, role.name(), lease);
    }
  }

  /** A session that was ended with its token had no effect, and a repetition would have none. */
  private static BackEndAnswer afterEnd(BackEndAnswer answer) {
    return answer instanceof BackEndAnswer.Busy busy && !CallTransaction.mayHaveCommitted(busy)
        ? new BackEndAnswer.Refused("txn-token-ended")
        : answer;
  }

  /** Whatever fails here is left to the sweeper, since the answer to the call is clear already. */
  private static void end(Connection admin, String role, Leases.Held lease) {
    try {
      if (CallRole.drop(admin, role)) {
        lease.ended();
        return;
      }
    } catch (SQLException | ProblemException ignored) {
      // the lease stays open
    }
    lease.left();
  }

  @Override
  public boolean end(String external) {
    try {
      return admin(connection -> CallRole.drop(connection, external));
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void sweep() {
    try {
      admin(
          connection -> {
            for (String role : CallRole.overdue(connection)) {
              CallRole.drop(connection, role);
            }
            return connection;
          });
    } catch (SQLException ignored) {
      // the next round tries again
    }
  }
}
