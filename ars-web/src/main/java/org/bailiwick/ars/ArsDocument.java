package org.bailiwick.ars;

import jakarta.servlet.annotation.WebFilter;
import org.bailiwick.node.description.InterfaceDocument;

/** Serves the OpenAPI description of the registry. */
@WebFilter(urlPatterns = "/openapi/*", asyncSupported = true)
public final class ArsDocument extends InterfaceDocument {
  private static final long serialVersionUID = 1L;

  /** The servlet container calls this constructor. */
  public ArsDocument() {
    super("ars.base-url");
  }
}
