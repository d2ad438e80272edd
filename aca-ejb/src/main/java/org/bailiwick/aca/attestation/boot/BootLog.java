package org.bailiwick.aca.attestation.boot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.claims.Octets;

/**
 * What a machine's firmware and boot loader say they measured, in order: the binary log that Linux
 * has as {@code binary_bios_measurements}. It is only a claim until {@link #replayed} gives the
 * values that a TPM quoted.
 */
public final class BootLog {

  /** The longest log in octets. */
  public static final int LONGEST = 262_144;

  /** The registers that firmware extends, and of which it must have logged every change. */
  public static final int FIRMWARE_REGISTERS = 8;

  private static final int MAX_EVENTS = 4096;
  private static final int REGISTERS = 24;
  private static final byte[] STARTUP_LOCALITY =
      "StartupLocality\0".getBytes(StandardCharsets.US_ASCII);

  private final List<BootEvent> events;

  /** That of TPM2_Startup, with which PCR 0 begins. */
  private final int locality;

  private BootLog(List<BootEvent> events, int locality) {
    this.events = List.copyOf(events);
    this.locality = locality;
  }

  /** Reads a log of at most {@link #LONGEST} octets; EVIDENCE_REJECTED for one with a fault. */
  public static BootLog parse(byte[] octets) {
    if (octets.length > LONGEST) {
      throw BootLogReader.refused("size", "The boot log may have " + LONGEST + " octets at most.");
    }
    BootLogReader in = BootLogReader.of(octets);
    Map<Integer, Integer> banks = in.banks();
    List<BootEvent> events = new ArrayList<>();
    int locality = 0;
    while (in.hasMore()) {
      if (events.size() == MAX_EVENTS) {
        throw BootLogReader.refused(
            "events", "The boot log may have " + MAX_EVENTS + " events at most.");
      }
      BootEvent event = event(in, banks);
      events.add(event);
      if (!event.isMeasured() && event.register() == 0) {
        locality = Math.max(locality, locality(event.data().bytes()));
      }
    }
    return new BootLog(events, locality);
  }

  private static BootEvent event(BootLogReader in, Map<Integer, Integer> banks) {
    int register = in.number32();
    if (register < 0 || register >= REGISTERS) {
      throw BootLogReader.refused("register", "The boot log names a register above 23.");
    }
    int type = in.number32();
    String digest = HexFormat.of().formatHex(in.digest(banks));
    return new BootEvent(register, type, digest, Octets.of(in.sized()));
  }

  /** The locality that this note states, or 0. */
  private static int locality(byte[] note) {
    boolean states =
        note.length == STARTUP_LOCALITY.length + 1
            && Arrays.equals(
                note, 0, STARTUP_LOCALITY.length, STARTUP_LOCALITY, 0, STARTUP_LOCALITY.length);
    return states ? note[STARTUP_LOCALITY.length] : 0;
  }

  /** The measured events of a register. */
  List<BootEvent> measured(int register) {
    return events.stream()
        .filter(event -> event.register() == register && event.isMeasured())
        .toList();
  }

  /** The value in lower-case hex to which the events lead a register below 16 after a start. */
  public String replayed(int register) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] value = new byte[sha256.getDigestLength()];
      if (register == 0) {
        value[value.length - 1] = (byte) locality;
      }
      for (BootEvent event : measured(register)) {
        sha256.update(value);
        value = sha256.digest(event.digestOctets());
      }
      return HexFormat.of().formatHex(value);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
