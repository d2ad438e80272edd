package org.bailiwick.ars;

import jakarta.servlet.annotation.WebListener;
import org.bailiwick.node.edge.ColonPaths;

/** Lets requests whose path has a colon reach the registry. */
@WebListener
public final class ArsColonPaths extends ColonPaths {}
