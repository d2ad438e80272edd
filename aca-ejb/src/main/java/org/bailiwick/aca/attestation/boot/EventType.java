package org.bailiwick.aca.attestation.boot;

import java.util.Set;

/**
 * The types of events in the TCG PC Client Platform Firmware Profile (section "Event Types"). They
 * help people to read a log; a register does not hold them.
 */
final class EventType {

  /** EV_NO_ACTION: a note that was not measured. */
  static final int NO_ACTION = 0x3;

  /** EV_EFI_* begin here. */
  private static final int EFI = 0x8000_0000;

  /** EV_PREBOOT_CERT to EV_POST_CODE2. */
  private static final int LAST_PLAIN = 0x13;

  /** EV_EFI_VARIABLE_DRIVER_CONFIG to EV_EFI_GPT_EVENT2, without the base and its gap. */
  private static final int FIRST_EFI = 0x1;

  private static final int LAST_EFI = 0xD;

  /** EV_EFI_HCRTM_EVENT, EV_EFI_VARIABLE_AUTHORITY, EV_EFI_SPDM_*. */
  private static final Set<Integer> FURTHER_EFI = Set.of(0x10, 0xE0, 0xE1, 0xE2, 0xE3, 0xE4);

  private EventType() {}

  static boolean isKnown(int type) {
    if ((type & EFI) == 0) {
      return type <= LAST_PLAIN;
    }
    int efi = type & ~EFI;
    return (efi >= FIRST_EFI && efi <= LAST_EFI) || FURTHER_EFI.contains(efi);
  }
}
