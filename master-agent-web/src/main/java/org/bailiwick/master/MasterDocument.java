package org.bailiwick.master;

import jakarta.servlet.annotation.WebFilter;
import org.bailiwick.node.description.InterfaceDocument;

/** Serves the description of the Master Agent's interface. */
@WebFilter(urlPatterns = "/openapi/*", asyncSupported = true)
public final class MasterDocument extends InterfaceDocument {
  private static final long serialVersionUID = 1L;

  /** The servlet container calls this constructor. */
  public MasterDocument() {
    super("master.base-url");
  }
}
