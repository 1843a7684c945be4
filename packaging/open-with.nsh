; Puts Faceloom under "Open with" for photos, archives and models, and leaves alone what opens them: a program's own key
; below Applications, with the types that it takes (learn.microsoft.com/windows/win32/shell/app-registration).

!define OPEN_WITH_KEY "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"

!macro openWith ENDING
  WriteRegStr SHELL_CONTEXT "${OPEN_WITH_KEY}\SupportedTypes" "${ENDING}" ""
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "${OPEN_WITH_KEY}" "FriendlyAppName" "${PRODUCT_NAME}"
  WriteRegStr SHELL_CONTEXT "${OPEN_WITH_KEY}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro openWith ".jpg"
  !insertmacro openWith ".jpeg"
  !insertmacro openWith ".jpe"
  !insertmacro openWith ".jfif"
  !insertmacro openWith ".png"
  !insertmacro openWith ".webp"
  !insertmacro openWith ".avif"
  !insertmacro openWith ".gif"
  !insertmacro openWith ".tif"
  !insertmacro openWith ".tiff"
  !insertmacro openWith ".bmp"
  !insertmacro openWith ".zip"
  !insertmacro openWith ".tar"
  !insertmacro openWith ".tgz"
  !insertmacro openWith ".h5"
  !insertmacro openWith ".hdf5"
  !insertmacro openWith ".keras"
  !insertmacro openWith ".onnx"
  !insertmacro openWith ".safetensors"
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "${OPEN_WITH_KEY}"
!macroend
