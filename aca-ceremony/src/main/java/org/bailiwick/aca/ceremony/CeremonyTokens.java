package org.bailiwick.aca.ceremony;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SigningKey;

/**
 * The PKCS#11 tokens of a ceremony. The ceremony is logged in to them from its first step to its
 * last.
 */
final class CeremonyTokens implements AutoCloseable {

  /** The longest time of one call, because a network HSM may make an RSA key slowly. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(2);

  private final Map<String, Pkcs11Token> tokens = new TreeMap<>();

  private CeremonyTokens() {}

  static CeremonyTokens open(List<PlannedToken> planned) {
    CeremonyTokens opened = new CeremonyTokens();
    try {
      planned.forEach(opened::add);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void add(PlannedToken planned) {
    Pkcs11Token token =
        Pkcs11Token.open(
            new Pkcs11Settings(
                planned.configuration(),
                Optional.of(planned.pinFile()),
                1,
                LONGEST_CALL,
                LONGEST_CALL));
    tokens.put(planned.name(), token);
    if (token.health() instanceof HsmHealth.Down down) {
      throw new CeremonyException("Token " + planned.name() + ": " + down.reason());
    }
  }

  boolean holds(PlannedKey key) {
    return tokens.get(key.token()).holds(key.label());
  }

  SigningKey generate(PlannedKey key) {
    return tokens.get(key.token()).generate(key.label(), key.shape());
  }

  void delete(PlannedKey key) {
    tokens.get(key.token()).delete(key.label());
  }

  SigningKey key(PlannedKey key) {
    return tokens.get(key.token()).key(key.label());
  }

  /** An existing key. */
  SigningKey key(RootCrlPlan.KeyInToken key) {
    return tokens.get(key.token()).key(key.label());
  }

  Pkcs11Token of(PlannedKey key) {
    return tokens.get(key.token());
  }

  @Override
  public void close() {
    tokens.values().forEach(Pkcs11Token::close);
  }
}
