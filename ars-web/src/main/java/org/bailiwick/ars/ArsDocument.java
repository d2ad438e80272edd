package org.bailiwick.ars;

import jakarta.servlet.annotation.WebFilter;
import org.bailiwick.node.description.InterfaceDocument;

/** Serves the description of the registry's interface. */
@WebFilter(urlPatterns = "/openapi/*", asyncSupported = true)
public final class ArsDocument extends InterfaceDocument {
  private static final long serialVersionUID = 1L;

  /** For the container. */
  public ArsDocument() {
    super("ars.base-url");
  }
}
