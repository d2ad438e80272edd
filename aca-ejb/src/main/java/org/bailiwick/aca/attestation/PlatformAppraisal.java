package org.bailiwick.aca.attestation;

import static org.bailiwick.aca.attestation.ReferenceValueVerifier.APPROVED;
import static org.bailiwick.aca.attestation.ReferenceValueVerifier.UNACCEPTABLE;
import static org.bailiwick.aca.attestation.ReferenceValueVerifier.UNRECOGNISED;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.attestation.boot.BootReference;

/**
 * A machine's registers and boot log against the operator's references. The references are
 * alternatives: the machine must be one of the kinds that they describe, and every register that it
 * quoted must be judged by the references that it fits.
 *
 * @param claims of a trustworthiness vector (AR4SI): executables, and the configuration if Secure
 *     Boot was asked for
 */
record PlatformAppraisal(Map<String, Integer> claims, List<String> findings) {

  private static final String CHANGED = "attestation-pcr-changed";
  private static final String LOG_MISSING = "attestation-boot-log-missing";

  static PlatformAppraisal of(ReferenceValues values, PlatformState state) {
    List<PlatformReference> known =
        values.platforms().stream().filter(each -> each.bank().equals(state.bank())).toList();
    List<PlatformReference> fitting = known.stream().filter(each -> each.fits(state)).toList();
    boolean byValues = fitting.stream().anyMatch(each -> covers(each.registers(), state));
    if (byValues || values.boots().isEmpty()) {
      return byValues(known, fitting, byValues);
    }
    return byBoot(values.boots(), fitting, state, !known.isEmpty());
  }

  /**
   * A register of a reference that was not quoted counts as changed, because an attacker who
   * changed it would leave it out.
   */
  private static PlatformAppraisal byValues(
      List<PlatformReference> known, List<PlatformReference> fitting, boolean all) {
    if (fitting.isEmpty() && !known.isEmpty()) {
      return unacceptable(CHANGED);
    }
    return all ? approved(Optional.empty()) : unrecognised(Optional.empty());
  }

  /** A log that is not sent counts as a wrong one, for the same reason. */
  private static PlatformAppraisal byBoot(
      List<BootReference> boots,
      List<PlatformReference> fitting,
      PlatformState state,
      boolean valuesKnown) {
    if (state.bootLog().isEmpty()) {
      return valuesKnown && fitting.isEmpty()
          ? unacceptable(CHANGED, LOG_MISSING)
          : unacceptable(LOG_MISSING);
    }
    List<BootReference> same =
        boots.stream().filter(boot -> faults(boot, state).isEmpty()).toList();
    if (same.isEmpty()) {
      return refused(boots, state);
    }
    Optional<Integer> secure =
        same.stream().filter(BootReference::asksForSecureBoot).map(boot -> APPROVED).findAny();
    boolean judged = same.stream().anyMatch(boot -> covers(with(boot, fitting), state));
    return judged ? approved(secure) : unrecognised(secure);
  }

  /** The findings of the reference that the machine comes nearest to. */
  private static PlatformAppraisal refused(List<BootReference> boots, PlatformState state) {
    List<String> fewest =
        boots.stream()
            .map(boot -> faults(boot, state))
            .min(Comparator.comparingInt(List::size))
            .orElseThrow();
    boolean off = fewest.contains(BootReference.SECURE_BOOT);
    return new PlatformAppraisal(
        claims(
            off && fewest.size() == 1 ? APPROVED : UNACCEPTABLE,
            off ? Optional.of(UNACCEPTABLE) : Optional.empty()),
        fewest);
  }

  private static List<String> faults(BootReference boot, PlatformState state) {
    return boot.faults(state.bootLog().orElseThrow(), state.values());
  }

  private static Set<Integer> with(BootReference boot, List<PlatformReference> fitting) {
    Set<Integer> judged = new HashSet<>(boot.registers());
    fitting.forEach(each -> judged.addAll(each.registers()));
    return judged;
  }

  private static boolean covers(Set<Integer> judged, PlatformState state) {
    return judged.containsAll(state.values().keySet());
  }

  private static PlatformAppraisal approved(Optional<Integer> configuration) {
    return new PlatformAppraisal(claims(APPROVED, configuration), List.of());
  }

  private static PlatformAppraisal unrecognised(Optional<Integer> configuration) {
    return new PlatformAppraisal(
        claims(UNRECOGNISED, configuration), List.of("attestation-pcr-unknown"));
  }

  private static PlatformAppraisal unacceptable(String... findings) {
    return new PlatformAppraisal(claims(UNACCEPTABLE, Optional.empty()), List.of(findings));
  }

  private static Map<String, Integer> claims(int executables, Optional<Integer> configuration) {
    Map<String, Integer> claims = new HashMap<>(Map.of("executables", executables));
    configuration.ifPresent(value -> claims.put("configuration", value));
    return Map.copyOf(claims);
  }
}
