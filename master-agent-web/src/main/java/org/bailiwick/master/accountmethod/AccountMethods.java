package org.bailiwick.master.accountmethod;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.bailiwick.master.account.SecretCheck;
import org.bailiwick.master.httpsignature.RequestSignatures;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.node.secretstore.SecretStore;

/** All methods by secrets of accounts. */
@Dependent
public class AccountMethods {
  private final List<AuthenticationMethod> all;

  @Inject
  public AccountMethods(SecretCheck secrets, SecretStore store, RequestSignatures signatures) {
    this.all =
        List.of(
            new ApiKeyMethod(secrets),
            new PasswordMethod(secrets),
            new SharedSecretMethod(secrets, store, signatures));
  }

  public List<AuthenticationMethod> all() {
    return all;
  }
}
