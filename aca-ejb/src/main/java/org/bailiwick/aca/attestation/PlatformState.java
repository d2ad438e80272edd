package org.bailiwick.aca.attestation;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The PCR values of an authenticated TPM when it signed the nonce.
 *
 * @param bank name of the hash, "sha256"
 * @param values by number of the register, in lower-case hex
 */
public record PlatformState(String bank, SortedMap<Integer, String> values)
    implements AttestedState {

  public PlatformState {
    values = new TreeMap<>(values);
  }
}
