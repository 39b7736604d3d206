/** The package, read and installed as an administrator would. */
@NullMarked
package tako.rpm;

import org.jspecify.annotations.NullMarked;
