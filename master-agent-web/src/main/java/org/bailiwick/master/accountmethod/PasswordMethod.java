package org.bailiwick.master.accountmethod;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.AccountMethod;
import org.bailiwick.master.account.SecretCheck;
import org.bailiwick.master.account.SecretCheck.Origin;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;

/** The name of an account and its password, by the scheme Basic (RFC 7617). */
public final class PasswordMethod implements AuthenticationMethod {

  private static final String BASIC = "basic";

  private final SecretCheck secrets;
  private final LastingRequests requests = new LastingRequests();

  public PasswordMethod(SecretCheck secrets) {
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return AccountMethod.PASSWORD.text();
  }

  @Override
  public Set<String> schemes() {
    return Set.of(BASIC);
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    Optional<String> encoded = presented.authorization(BASIC);
    if (encoded.isEmpty()) {
      return new MethodResult.Lacking();
    }
    BasicCredentials shown = BasicCredentials.parse(encoded.get());
    Origin origin = LastingRequests.origin(presented);
    return requests.result(
        presented,
        () -> secrets.password(shown.user(), shown.password(), origin),
        before -> secrets.again(before, origin));
  }

  @Override
  public ProblemException missing() {
    return new ProblemException(
        ProblemType.PASSWORD_INVALID,
        "password-missing",
        "A user name and a password are required (RFC 7617).");
  }
}
