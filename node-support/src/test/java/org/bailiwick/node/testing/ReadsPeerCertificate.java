package org.bailiwick.node.testing;

import jakarta.servlet.http.HttpServletRequest;

/** A violation that the structure rule must find. */
public final class ReadsPeerCertificate {
  private ReadsPeerCertificate() {}

  public static Object read(HttpServletRequest request) {
    return request.getAttribute("jakarta.servlet.request.X509Certificate");
  }
}
