/** The package, read and installed as an administrator would. */
@NullMarked
package tako.deb;

import org.jspecify.annotations.NullMarked;
