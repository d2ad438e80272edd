package org.bailiwick.master.account;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.password.PasswordHash;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * A secret that an account is going to have.
 *
 * @param stored what the account's row of it has
 * @param shown the secret itself, which is answered once; empty if its holder has chosen it
 * @param beside what else is stored with the row
 */
public record NewSecret(StoredSecret stored, Optional<String> shown, UnitOfWork beside) {

  /** A password is the only factor of its caller (NIST SP 800-63B-4 section 3.1.1.2). */
  private static final int SHORTEST = 15;

  /** More than people or password managers need, and little enough to be hashed. */
  private static final int LONGEST = 128;

  private static final int GENERATED_BYTES = 18; // 144 bits, 24 characters

  private NewSecret(StoredSecret stored, Optional<String> shown) {
    this(stored, shown, UnitOfWork.none());
  }

  /** A shared secret of this account, which the unit stores where it can be read again. */
  public static NewSecret shared(StoredSecret undigested, SharedSecret secret, UnitOfWork kept) {
    return new NewSecret(undigested, Optional.of(secret.text()), kept);
  }

  /** A new API key of this account. */
  public static NewSecret apiKey(
      String account, Instant now, Instant expiresAt, SecureRandom random) {
    ApiKey key = ApiKey.random(random);
    return new NewSecret(
        new StoredSecret(key.id(), account, key.digest(), now, expiresAt), Optional.of(key.text()));
  }

  /**
   * A password of this account, the chosen one or a generated one. To hash it takes a while.
   *
   * @throws ProblemException malformed-request, check password-form
   */
  public static NewSecret password(
      StoredSecret unhashed, Optional<String> chosen, SecureRandom random) {
    chosen.ifPresent(password -> requireForm(password, unhashed.account()));
    String password = chosen.orElseGet(() -> generated(random));
    String digest = PasswordHash.of(password, random).text();
    return new NewSecret(
        new StoredSecret(
            unhashed.id(), unhashed.account(), digest, unhashed.createdAt(), unhashed.expiresAt()),
        chosen.isPresent() ? Optional.empty() : Optional.of(password));
  }

  /** What is known of a password of this account before it is hashed. */
  public static StoredSecret unhashed(String account, Instant now, Instant expiresAt) {
    return new StoredSecret(UUID.randomUUID().toString(), account, "", now, expiresAt);
  }

  private static String generated(SecureRandom random) {
    byte[] password = new byte[GENERATED_BYTES];
    random.nextBytes(password);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(password);
  }

  /** RFC 7617 section 2 forbids control characters. */
  private static void requireForm(String password, String account) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST
        || length > LONGEST
        || password.codePoints().anyMatch(Character::isISOControl)
        || password.contains(account)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "password-form",
          "A password has "
              + SHORTEST
              + " to "
              + LONGEST
              + " characters, no control characters, and not the account's name in it.");
    }
  }

  /** The secret is nothing to be read in logs. */
  @Override
  public String toString() {
    return "NewSecret[" + stored + "]";
  }
}
