package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.bailiwick.aca.ceremony.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.CeremonyRecord.Succession;
import org.bailiwick.node.hsm.SigningKey;

/** What a later ceremony builds on: the first one's record, and the keys that it names. */
final class EarlierKeys {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final CeremonyRecord first;

  /**
   * Reads the record under the audit key that is in the token.
   *
   * @throws CeremonyException when the file speaks of another authority or another predecessor, or
   *     the token holds another audit key
   */
  EarlierKeys(CeremonyPlan plan, CeremonyTokens tokens) {
    this.plan = plan;
    this.tokens = tokens;
    this.first = CeremonyRecord.read(record(), tokens.key(plan.key(KeyUse.AUDIT)).publicKey());
    require(
        first.trustDomain().equals(plan.trustDomain())
            && first.organisation().equals(plan.organisation()),
        "is of another trust domain or organisation than the file");
    key(KeyUse.AUDIT);
    String before = plan.succession().orElseThrow().of();
    KeyUse use = plan.next().use();
    require(
        first.key(use).label().equals(before)
            || Files.exists(plan.folder().resolve(CeremonyRecord.laterFile(before))),
        "and later ones name no " + use.token() + " key " + before);
  }

  CeremonyRecord first() {
    return first;
  }

  /** The key in the token, which must be the recorded one. */
  SigningKey key(KeyUse use) {
    SigningKey there = tokens.key(plan.key(use));
    KeyEntry recorded = first.key(use);
    require(
        recorded.label().equals(there.id())
            && Arrays.equals(recorded.publicKey().getEncoded(), there.publicKey().getEncoded()),
        "has another key of use " + use.token() + " than the token");
    return there;
  }

  /** The new key's line in the record. */
  KeyEntry entry(SigningKey made) {
    CeremonyPlan.PlannedKey next = plan.next();
    return new KeyEntry(
        made.id(),
        next.token(),
        next.shape().token(),
        next.use(),
        next.rotation(),
        made.publicKey());
  }

  Succession succession(Instant now) {
    CeremonyPlan.Succession planned = plan.succession().orElseThrow();
    try {
      return new Succession(planned.of(), now.plus(planned.after()), CeremonyPlan.digest(record()));
    } catch (IOException e) {
      throw new CeremonyException("The file " + record() + " can't be read", e);
    }
  }

  private Path record() {
    return plan.folder().resolve(CeremonyRecord.FILE);
  }

  static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException("The record of the first ceremony " + fault);
    }
  }
}
