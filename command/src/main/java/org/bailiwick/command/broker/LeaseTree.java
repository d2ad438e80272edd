package org.bailiwick.command.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.broker.lease.CredentialLease;

/** Leases below the step of a job, below the transaction for which they were made. */
record LeaseTree(List<CredentialLease> leases) {

  List<String> lines() {
    Map<String, Map<String, List<CredentialLease>>> tree = new TreeMap<>();
    for (CredentialLease lease : leases) {
      CredentialLease.Origin origin = lease.origin();
      tree.computeIfAbsent(origin.transaction(), txn -> new TreeMap<>())
          .computeIfAbsent(origin.job() + "/" + origin.step(), step -> new ArrayList<>())
          .add(lease);
    }
    List<String> lines = new ArrayList<>();
    tree.forEach(
        (txn, steps) -> {
          lines.add(printable("txn " + txn));
          steps.forEach(
              (step, found) -> {
                lines.add(printable("  step " + step));
                found.forEach(lease -> lines.add(printable("    " + line(lease))));
              });
        });
    return lines;
  }

  private static String line(CredentialLease lease) {
    return "lease %s %s %s %s opened %s expires %s%s token %s"
        .formatted(
            lease.id(),
            lease.state(),
            lease.asset(),
            lease.external(),
            lease.openedAt(),
            lease.expiresAt(),
            lease.endedAt().map(time -> " ended " + time).orElse(""),
            lease.origin().tokenDigest());
  }

  /** A name may hold the text of a caller. */
  private static String printable(String line) {
    return line.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
