package org.bailiwick.command.campus;

import static org.bailiwick.command.campus.LineFile.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadKind;

/**
 * The VLAN of machines whose names begin so (RFC 3580 section 3.31).
 *
 * @param any whether a name may go on after its beginning
 * @param vlan the number of a VLAN, or the name that switches have for it
 */
record VlanRule(WorkloadKind kind, String beginning, boolean any, String vlan) {
  private static final Pattern LINE =
      Pattern.compile("(agent|device|service)/([a-z0-9._-]*)(\\*?)\\s+([A-Za-z0-9_-]{1,32})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 4;
  private static final int MOST_VLAN = 4094;
  private static final int MOST_RULES = 1000;

  /**
   * Reads a file with a rule in each line, the first of which that matches counts: {@code
   * device/camera-* 120}. Empty lines and those that begin with {@code #} are left out.
   *
   * @param admitted kinds of names that are admitted
   * @throws IllegalArgumentException naming the line and what is wrong there
   */
  static List<VlanRule> read(Path file, Set<WorkloadKind> admitted) {
    List<VlanRule> rules = new ArrayList<>();
    for (LineFile.Entry entry : LineFile.entries(file)) {
      String place = entry.place();
      VlanRule next = parse(place, entry.text());
      require(admitted.contains(next.kind), place + "names of this kind are not admitted");
      require(
          rules.stream().noneMatch(each -> each.covers(next)),
          place + "an earlier line has all these names");
      rules.add(next);
    }
    require(!rules.isEmpty(), file + " has no rule, so nobody would be admitted");
    require(rules.size() <= MOST_RULES, file + " has more than " + MOST_RULES + " rules");
    return List.copyOf(rules);
  }

  private static VlanRule parse(String place, String line) {
    Matcher form = LINE.matcher(line);
    require(form.matches(), place + "KIND/NAME VLAN is needed, with a * behind NAME or none");
    boolean any = !form.group(3).isEmpty();
    require(any || !form.group(2).isEmpty(), place + "a name is needed, or a *");
    String vlan = form.group(4);
    require(
        !NUMBER.matcher(vlan).matches() || isVlan(vlan),
        place + "the number of a VLAN is from 1 to " + MOST_VLAN);
    return new VlanRule(WorkloadKind.parse(form.group(1)), form.group(2), any, vlan);
  }

  private static boolean isVlan(String digits) {
    return digits.length() <= MOST_DIGITS
        && Integer.parseInt(digits) > 0
        && Integer.parseInt(digits) <= MOST_VLAN;
  }

  private boolean covers(VlanRule other) {
    return kind == other.kind
        && (any
            ? other.beginning.startsWith(beginning)
            : !other.any && other.beginning.equals(beginning));
  }

  /** The rules in the form of FreeRADIUS, closed at the end; nothing if there are none. */
  static String configuration(List<VlanRule> rules, TrustDomain domain) {
    if (rules.isEmpty()) {
      return "";
    }
    StringBuilder text =
        new StringBuilder("\t\t# The VLAN of each machine, and none for others.\n");
    String word = "if";
    for (VlanRule each : rules) {
      text.append(each.configuration(word, domain));
      word = "elsif";
    }
    return text.append(
            """
            \t\telse {
            \t\t\tupdate request {
            \t\t\t\t&Module-Failure-Message := "no-vlan: %{TLS-Client-Cert-Subject-Alt-Name-Uri}"
            \t\t\t}
            \t\t\treject
            \t\t}
            """)
        .toString();
  }

  private String configuration(String word, TrustDomain domain) {
    String rest = any ? "[a-z0-9._-]*" : "";
    return """
    \t\t%s (&TLS-Client-Cert-Subject-Alt-Name-Uri =~ /^spiffe:\\/\\/%s\\/%s\\/%s%s$/) {
    \t\t\tupdate reply {
    \t\t\t\t&Tunnel-Type := VLAN
    \t\t\t\t&Tunnel-Medium-Type := IEEE-802
    \t\t\t\t&Tunnel-Private-Group-Id := "%s"
    \t\t\t}
    \t\t}
    """
        .formatted(word, quoted(domain.name()), kind.text(), quoted(beginning), rest, vlan);
  }

  private static String quoted(String text) {
    return text.replace(".", "\\.");
  }
}
