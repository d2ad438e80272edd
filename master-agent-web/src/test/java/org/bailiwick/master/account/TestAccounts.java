package org.bailiwick.master.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.master.testing.MasterRig;

/** Accounts as an officer adds them, with the scope {@code invoice.parse@1 fx.rates@1}. */
public final class TestAccounts {

  public static final Duration LIFETIME = Duration.ofDays(30);
  public static final Duration SECRET_LIFETIME = Duration.ofDays(10);
  public static final String OFFICER = "spiffe://bailiwick.example/operator/officer/officer-1";
  private static final SecureRandom RANDOM = new SecureRandom();

  private TestAccounts() {}

  /** An account, and its secret. */
  public record Added(CallerIdentity.Account caller, String secret, String secretId) {}

  public static Added withKey(MasterRig rig, String name) {
    return withKey(rig, name, Optional.empty());
  }

  /** The same, which counts with the certificate of this peer alone. */
  public static Added withKey(MasterRig rig, String name, Optional<SpiffeId> peer) {
    Instant now = now(rig);
    NewSecret secret = NewSecret.apiKey(name, now, now.plus(SECRET_LIFETIME), RANDOM);
    return add(rig, terms(rig, name, AccountMethod.API_KEY, peer), secret, "");
  }

  /** An account with a shared secret, which is in Base64. */
  public static Added withSharedSecret(MasterRig rig, String name) {
    return withSharedSecret(rig, name, Optional.empty());
  }

  /** The same, which counts with the certificate of this peer alone. */
  public static Added withSharedSecret(MasterRig rig, String name, Optional<SpiffeId> peer) {
    return add(
        rig, terms(rig, name, AccountMethod.SHARED_SECRET, peer), sharedSecret(rig, name), "");
  }

  /** Another shared secret of the account; the one before counts until this time. */
  public static Added anotherSharedSecret(MasterRig rig, String name, Instant oldUntil) {
    NewSecret secret = sharedSecret(rig, name);
    rig.accounts.rotate(secret, oldUntil);
    return new Added(
        rig.accounts.require(name).terms().caller(),
        secret.shown().orElseThrow(),
        secret.stored().id());
  }

  private static NewSecret sharedSecret(MasterRig rig, String name) {
    Instant end = now(rig).plus(SECRET_LIFETIME);
    SharedSecret secret = SharedSecret.random(RANDOM);
    return NewSecret.shared(
        new StoredSecret(secret.id(), name, "", now(rig), end),
        secret,
        rig.secretStore.insertion(SharedSecret.storedName(secret.id()), secret.octets(), end));
  }

  public static Added withPassword(MasterRig rig, String name, String password) {
    NewSecret secret = password(rig, name, password);
    return add(rig, terms(rig, name, AccountMethod.PASSWORD, Optional.empty()), secret, password);
  }

  /** Another password of the account; the one before counts until this time. */
  public static void rotate(MasterRig rig, String name, String password, Instant oldUntil) {
    rig.accounts.rotate(password(rig, name, password), oldUntil);
  }

  private static NewSecret password(MasterRig rig, String name, String password) {
    Instant now = now(rig);
    return NewSecret.password(
        NewSecret.unhashed(name, now, now.plus(SECRET_LIFETIME)), Optional.of(password), RANDOM);
  }

  private static Added add(MasterRig rig, AccountTerms terms, NewSecret secret, String chosen) {
    rig.accounts.add(terms, secret, OFFICER);
    return new Added(terms.caller(), secret.shown().orElse(chosen), secret.stored().id());
  }

  private static AccountTerms terms(
      MasterRig rig, String name, AccountMethod method, Optional<SpiffeId> peer) {
    return new AccountTerms(
        new CallerIdentity.Account(CallerKind.SERVICE, name, peer),
        method,
        Owner.parse("Finance"),
        CapabilitySet.parseScope("invoice.parse@1 fx.rates@1"),
        now(rig).plus(LIFETIME));
  }

  private static Instant now(MasterRig rig) {
    return rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
