package org.bailiwick.aca.attestation;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.boot.BootLog;

/**
 * The PCR values of an authenticated TPM when it signed the nonce.
 *
 * @param bank name of the hash, "sha256"
 * @param values by number of the register, in lower-case hex
 * @param bootLog the events that led to the values, if the machine sent them
 */
public record PlatformState(
    String bank, SortedMap<Integer, String> values, Optional<BootLog> bootLog)
    implements AttestedState {

  public PlatformState {
    values = new TreeMap<>(values);
  }
}
