package org.bailiwick.proxy.workload;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.contract.credential.Pem;

/** The form of certificates in the Workload API. */
final class Der {
  private Der() {}

  /** One after the other, with nothing between. */
  static byte[] joined(List<X509Certificate> certificates) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    certificates.forEach(each -> joined.writeBytes(Pem.der(each)));
    return joined.toByteArray();
  }
}
