package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import java.time.Duration;
import java.util.Arrays;
import org.bailiwick.broker.backend.SecretSource;
import org.bailiwick.broker.ldap.Cutoff;
import org.bailiwick.broker.ldap.LdapFault;
import org.bailiwick.broker.outbound.BackEndFault;

/** Sets the passwords of accounts as the broker's own account (RFC 3062). */
final class PasswordDesk {
  /** The longest time for one password. */
  static final Duration TIME = Duration.ofSeconds(10);

  private static final Duration LATER = Duration.ofSeconds(5);

  private final DirectoryRules rules;
  private final SecretSource secrets;

  PasswordDesk(DirectoryRules rules, SecretSource secrets) {
    this.rules = rules;
    this.secrets = secrets;
  }

  /**
   * Logs in.
   *
   * @param time how long the connection may last
   * @throws BackEndFault when the server is away or does not take the secret; nothing was done then
   */
  Login login(Duration time) {
    Cutoff cutoff = Cutoff.after(time);
    try {
      return new Login(
          secrets.use(
              rules.secret(), secret -> rules.server().open(rules.user(), secret, TIME, cutoff)),
          cutoff);
    } catch (RuntimeException e) {
      cutoff.close();
      throw e;
    }
  }

  /** A connection of the broker's own account. */
  final class Login implements AutoCloseable {
    private final LDAPConnection connection;
    private final Cutoff cutoff;

    Login(LDAPConnection connection, Cutoff cutoff) {
      this.connection = connection;
      this.cutoff = cutoff;
    }

    /**
     * Sets the password of an account.
     *
     * @throws BackEndFault when the server does not say that it has it
     */
    void set(String account, byte[] password) {
      DN name = rules.accounts().get(account);
      if (!isSuccess(change(name, password))) {
        // an operator has to look: the account is not there, or the broker may not set it
        throw BackEndFault.busy("back-end-account", LATER);
      }
    }

    /**
     * Sets a password that nobody keeps. An account that does not exist has none.
     *
     * @throws BackEndFault when the server does not say that it has it
     */
    void checkIn(String account) {
      DN name = rules.accounts().get(account);
      byte[] password = RandomPassword.make();
      ResultCode result = change(name, password);
      Arrays.fill(password, (byte) 0);
      if (!isSuccess(result) && !ResultCode.NO_SUCH_OBJECT.equals(result)) {
        throw BackEndFault.busy("back-end-account", LATER);
      }
    }

    private ResultCode change(DN account, byte[] password) {
      try {
        ExtendedResult result =
            connection.processExtendedOperation(
                new PasswordModifyExtendedRequest(account.toString(), null, password));
        return result.getResultCode();
      } catch (LDAPException e) {
        throw LdapFault.of(e, cutoff).beforeTheWork();
      }
    }

    private static boolean isSuccess(ResultCode result) {
      return ResultCode.SUCCESS.equals(result);
    }

    @Override
    public void close() {
      cutoff.close();
      connection.close();
    }
  }
}
