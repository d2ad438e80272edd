package org.bailiwick.master.accountmethod;

import java.util.List;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.AccountMethod;
import org.bailiwick.master.account.SecretCheck;
import org.bailiwick.master.account.SecretCheck.Origin;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;

/**
 * An API key in the header {@code X-API-Key}. It is not in Authorization, whose scheme for API keys
 * nobody has registered, and which other methods of the same rule read.
 */
public final class ApiKeyMethod implements AuthenticationMethod {

  /** The header; its name ignores case. */
  public static final String HEADER = "X-API-Key";

  /** Names under which other products take keys in the query, where proxies log them. */
  private static final Set<String> PARAMETERS =
      Set.of("api_key", "api-key", "apikey", "apiKey", "x-api-key", "X-API-Key");

  private final SecretCheck secrets;
  private final LastingRequests requests = new LastingRequests();

  public ApiKeyMethod(SecretCheck secrets) {
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return AccountMethod.API_KEY.text();
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    if (PARAMETERS.stream().anyMatch(presented.head()::hasQueryParameter)) {
      throw malformed("api-key-in-query", "The query must not contain an API key.");
    }
    List<String> keys = presented.head().header(HEADER);
    if (keys.isEmpty()) {
      return new MethodResult.Lacking();
    }
    if (keys.size() > 1) {
      throw malformed("api-key-repeated", "There is more than one " + HEADER + " header.");
    }
    Origin origin = LastingRequests.origin(presented);
    return requests.result(
        presented,
        () -> secrets.apiKey(keys.getFirst().strip(), origin),
        before -> secrets.again(before, origin));
  }

  @Override
  public ProblemException missing() {
    return new ProblemException(
        ProblemType.API_KEY_INVALID, "api-key-missing", "An API key is required.");
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
