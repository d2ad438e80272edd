package org.bailiwick.aca.attestation.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.aca.claims.Claims;

/**
 * What an operator accepts of the start of one kind of machine, from a file of reference values
 * (docs/boot-log.md). What is not named in a register is refused, unless the operator says
 * otherwise.
 */
public final class BootReference {

  /** The finding of a machine whose firmware starts what nobody has signed. */
  public static final String SECURE_BOOT = "attestation-secure-boot";

  private static final Set<String> MEMBERS = Set.of("name", "secure_boot", "registers");
  private static final Pattern REGISTER = Pattern.compile("[0-9]|1[0-5]");

  private final boolean secureBoot;
  private final SortedMap<Integer, RegisterRule> rules;

  private BootReference(boolean secureBoot, SortedMap<Integer, RegisterRule> rules) {
    this.secureBoot = secureBoot;
    this.rules = rules;
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("a boot reference must name a register");
    }
  }

  /** Reads a reference; IllegalArgumentException or MALFORMED_REQUEST for a fault. */
  public static BootReference of(Claims json) {
    requireKnown(json, MEMBERS);
    Claims registers =
        json.object("registers")
            .orElseThrow(() -> new IllegalArgumentException("\"registers\" is missing"));
    SortedMap<Integer, RegisterRule> rules = new TreeMap<>();
    for (String number : registers.names()) {
      if (!REGISTER.matcher(number).matches()) {
        throw new IllegalArgumentException(
            "a register of a boot reference must be a number from 0 to 15");
      }
      rules.put(Integer.valueOf(number), rule(number, registers));
    }
    json.text("name"); // for people, who would otherwise not know which machines are meant
    return new BootReference(json.flag("secure_boot"), rules);
  }

  private static RegisterRule rule(String number, Claims registers) {
    RegisterRule rule = RegisterRule.of(registers.object(number).orElseThrow());
    if (rule.requiresInOpenRegister() && Integer.parseInt(number) >= BootLog.FIRMWARE_REGISTERS) {
      throw new IllegalArgumentException(
          "in an open register from 8 on, required says nothing: any program can extend it");
    }
    return rule;
  }

  /** A misspelt rule would be one that does not exist. */
  static void requireKnown(Claims json, Set<String> members) {
    for (String name : json.names()) {
      if (!members.contains(name)) {
        throw new IllegalArgumentException(
            "a boot reference has the unknown member \"" + name + "\"");
      }
    }
  }

  /** Whether machines of this kind must have Secure Boot on. */
  public boolean asksForSecureBoot() {
    return secureBoot;
  }

  /** The registers that this reference judges. */
  public Set<Integer> registers() {
    return rules.keySet();
  }

  /**
   * The checks that a machine does not pass, at most one of each register; empty if it is one of
   * this kind.
   *
   * @param quoted values by register, in lower-case hex
   */
  public List<String> faults(BootLog log, Map<Integer, String> quoted) {
    List<String> faults = new ArrayList<>();
    if (secureBoot && !provesSecureBoot(log, quoted)) {
      faults.add(SECURE_BOOT);
    }
    rules.forEach((register, rule) -> fault(log, quoted, register, rule).ifPresent(faults::add));
    return faults;
  }

  private static boolean provesSecureBoot(BootLog log, Map<Integer, String> quoted) {
    return leadsTo(log, quoted, SecureBoot.REGISTER) && SecureBoot.of(log) == SecureBoot.ON;
  }

  private static Optional<String> fault(
      BootLog log, Map<Integer, String> quoted, int register, RegisterRule rule) {
    if (!quoted.containsKey(register)) {
      return Optional.of("attestation-boot-register");
    }
    if (!rule.judgesEvents()) {
      return rule.values().contains(quoted.get(register))
          ? Optional.empty()
          : Optional.of("attestation-boot-value");
    }
    if (!leadsTo(log, quoted, register)) {
      return Optional.of("attestation-boot-replay");
    }
    return rule.fault(log.measured(register), register < BootLog.FIRMWARE_REGISTERS);
  }

  /** Whether the log explains the quoted value of the register. */
  private static boolean leadsTo(BootLog log, Map<Integer, String> quoted, int register) {
    return log.replayed(register).equals(quoted.get(register));
  }
}
