package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.ldap.Cutoff;
import org.bailiwick.broker.ldap.LdapFault;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.Repetition;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The work at one directory: (1) read the values from the input, (2) take the account, or leave it
 * to the call that has it, (3) log in as the broker's own account, (4) open the lease, (5) set a
 * password that nobody had before, (6) bind with it and send the request, (7) set another password,
 * which nobody keeps, and end the lease.
 */
final class DirectoryWork implements BackEndWork {
  private static final Duration MARGIN = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final char OF_ACCOUNT = ':';

  private final DirectoryRules rules;
  private final PasswordDesk desk;
  private final BackEndTools tools;
  private final Function<String, Semaphore> places;

  /** The running calls, by the names of their check-outs. */
  private final Map<String, Cutoff> running = new ConcurrentHashMap<>();

  /** The accounts whose password has been changed since this process began. */
  private final Set<String> renewed = ConcurrentHashMap.newKeySet();

  DirectoryWork(DirectoryRules rules, BackEndTools tools, Function<String, Semaphore> places) {
    this.rules = rules;
    this.tools = tools;
    this.places = places;
    this.desk = new PasswordDesk(rules, tools.secrets());
  }

  @Override
  public boolean isRepeatable(AssetOperation operation) {
    return rules.operations().get(operation.capability()).repetition() != Repetition.ONCE;
  }

  @Override
  public BackEndAnswer perform(BackEndCall call) {
    DirectoryOperation operation = rules.operations().get(call.operation().capability());
    try {
      Map<String, String> values = operation.parameters().values(call.input());
      Semaphore place = places.apply(operation.account());
      if (!place.tryAcquire()) {
        throw BackEndFault.busy("account-checked-out", SOON);
      }
      try {
        return new BackEndAnswer.Done(checkedOut(call, operation, values));
      } finally {
        place.release();
      }
    } catch (BackEndFault e) {
      return e.answer(operation.repetition());
    }
  }

  private String checkedOut(
      BackEndCall call, DirectoryOperation operation, Map<String, String> values) {
    String account = operation.account();
    String external = account + OF_ACCOUNT + RandomPassword.name();
    Duration left = left(call);
    try (Cutoff cutoff = Cutoff.after(left);
        PasswordDesk.Login admin = desk.login(left.plus(PasswordDesk.TIME))) {
      running.put(external, cutoff);
      Leases.Held lease = tools.leases().open(call, external, call.deadline().plus(MARGIN));
      byte[] password = RandomPassword.make();
      try {
        admin.set(account, password);
        lease.made();
        try (LDAPConnection connection = bound(account, password, left(call), cutoff)) {
          return sent(operation, values, connection, cutoff);
        }
      } finally {
        Arrays.fill(password, (byte) 0);
        checkIn(admin, account, lease);
      }
    } finally {
      running.remove(external);
    }
  }

  private Duration left(BackEndCall call) {
    Duration left = Duration.between(tools.clock().instant(), call.deadline());
    if (left.toMillis() < 1) {
      throw BackEndFault.busy("back-end-time-limit", SOON);
    }
    return left;
  }

  private LDAPConnection bound(String account, byte[] password, Duration left, Cutoff cutoff) {
    return rules.server().open(rules.accounts().get(account), password, left, cutoff);
  }

  private String sent(
      DirectoryOperation operation,
      Map<String, String> values,
      LDAPConnection connection,
      Cutoff cutoff) {
    try {
      return operation.request().send(connection, values, rules.limits());
    } catch (LDAPException e) {
      throw LdapFault.of(e, cutoff);
    }
  }

  /** Whatever fails here is left to the sweeper, since the answer to the call is clear already. */
  private void checkIn(PasswordDesk.Login admin, String account, Leases.Held lease) {
    try {
      admin.checkIn(account);
      renewed.add(account);
      lease.ended();
    } catch (BackEndFault | ProblemException ignored) {
      lease.left();
    }
  }

  /** Ends a call that still has the account, and sets a password that nobody keeps. */
  @Override
  public boolean end(String external) {
    Optional.ofNullable(running.get(external)).ifPresent(Cutoff::cut);
    int end = external.indexOf(OF_ACCOUNT);
    String account = end < 0 ? external : external.substring(0, end);
    if (!rules.accounts().containsKey(account)) {
      throw problem("account-not-in-file");
    }
    renew(account);
    return true;
  }

  private void renew(String account) {
    try (PasswordDesk.Login admin = desk.login(PasswordDesk.TIME)) {
      admin.checkIn(account);
      renewed.add(account);
    } catch (BackEndFault e) {
      throw problem(e.code());
    }
  }

  private static ProblemException problem(String check) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, check, "An account has the password of a call still");
  }

  /**
   * Once in the life of a process, each account gets a password that nobody keeps: so nobody has
   * one who had it before, or who was given one that no lease names. It ends at the first account
   * that does not get one, and the next round goes on.
   */
  @Override
  public void sweep() {
    for (String account : rules.accounts().keySet()) {
      Semaphore place = places.apply(account);
      if (!renewed.contains(account) && place.tryAcquire()) { // else its call sets another one
        try {
          renew(account);
        } finally {
          place.release();
        }
      }
    }
  }
}
