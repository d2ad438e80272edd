package org.bailiwick.command.campus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;

/** The credential that the RADIUS server shows: one of a service of the domain, in files. */
record ServerCredential(CredentialFolder folder) {
  /**
   * Octets of certificates that a supplicant takes in one handshake. Access points give up after 40
   * to 50 packets of some 1000 octets, in both directions (RFC 9191 section 1), so this leaves room
   * on the way.
   */
  static final int LONGEST_CHAIN = 4096;

  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  static ServerCredential at(Path folder) {
    return new ServerCredential(CredentialFolder.at(folder.toAbsolutePath().normalize()));
  }

  WorkloadId name() {
    return folder.workload();
  }

  List<X509Certificate> chain() {
    return folder.chain();
  }

  /** Sentences about what keeps a RADIUS server from showing it at this time. */
  List<String> faults(Instant now) {
    List<String> faults = new ArrayList<>();
    X509Certificate leaf = chain().getFirst();
    if (name().kind() != WorkloadKind.SERVICE) {
      faults.add(name() + " is no service (agent enrol --kind service)");
    }
    if (!Files.isRegularFile(folder.path().resolve("key.pem"))) {
      faults.add("the key is not in a file, and FreeRADIUS reads no other");
    }
    if (now.isAfter(leaf.getNotAfter().toInstant())) {
      faults.add("the credential has expired at " + leaf.getNotAfter().toInstant());
    }
    if (chain().size() < 2) {
      faults.add("the chain has no issuing CA");
    }
    int octets = octets(chain());
    if (octets > LONGEST_CHAIN) {
      faults.add("the chain has %d octets, more than %d".formatted(octets, LONGEST_CHAIN));
    }
    if (!isForServers(leaf)) {
      faults.add("the certificate is not for servers (serverAuth)");
    }
    return faults;
  }

  /** Octets of the certificates in DER, as they are sent. */
  static int octets(List<X509Certificate> chain) {
    try {
      int sum = 0;
      for (X509Certificate each : chain) {
        sum += each.getEncoded().length;
      }
      return sum;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  private static boolean isForServers(X509Certificate leaf) {
    try {
      List<String> usages = leaf.getExtendedKeyUsage();
      return usages != null && usages.contains(SERVER_AUTH);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }
}
